/** A run's processes where there is no /proc: the process group on macOS and the like, the process tree on Windows. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Family } from './family.ts';
import { sendSignal } from './family.ts';

/** Who left the group is not found. The group's number stays taken while it has a member, so it is asked for from the exit on without a gap. */
export function groupFamily(leaderPid: number): Family {
  return {
    look: async () => ({
      pids: answers(-leaderPid) ? [leaderPid] : [],
      signal: (name) => sendSignal(-leaderPid, name),
    }),
  };
}

/** Windows knows no request to end, and children are found through a parent that still lives. */
export function treeFamily(leaderPid: number, isReaped: () => boolean): Family {
  const taskkill = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'taskkill.exe');
  return {
    look: async () => ({
      pids: isReaped() ? [] : [leaderPid],
      signal() {
        spawn(taskkill, ['/PID', `${leaderPid}`, '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () =>
          sendSignal(leaderPid, 'SIGKILL'),
        );
      },
    }),
  };
}

function answers(target: number): boolean {
  try {
    process.kill(target, 0);
    return true;
  } catch {
    return false;
  }
}
