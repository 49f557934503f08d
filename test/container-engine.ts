/**
 * A container engine for the tests: whichever answers; else dockerd is started by hand, for a machine without systemd, and ended with the
 * tests. It is the only one in its network namespace: a second one would take the first one's bridge away.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { surroundings } from '../src-main/host/engines/container/find/candidates.ts';
import { type Found, watchEngine } from '../src-main/host/engines/container/find/watch-engine.ts';
import { systemClock } from '../src-main/host/ports/system-clock.ts';
import { silentLog } from './silent-log.ts';

/** @returns the engine that the product would find here; `null` where none answers */
export async function findEngine(): Promise<Found | null> {
  const watch = watchEngine({ surroundings: () => surroundings(null), clock: systemClock(), log: silentLog() });
  await watch.look();
  const found = watch.found();
  watch.close();
  return found;
}

const DOCKERD = '/usr/sbin/dockerd';
const START_MS = 90_000;
const LOOK_MS = 500;

export interface StartedEngine {
  stop(): Promise<void>;
}

/**
 * @param logFolder where dockerd's words go
 * @returns `null` when one answers already, which is then left alone
 * @throws Error with dockerd's last words when it does not come up
 */
export async function startEngineIfNone(logFolder: string): Promise<StartedEngine | null> {
  if ((await findEngine()) !== null) return null;
  if (!existsSync(DOCKERD))
    throw new Error('No container engine answers, and dockerd is not installed. On Debian: apt-get install docker.io');
  const logFile = join(logFolder, 'dockerd.log');
  const log = openSync(logFile, 'w');
  const dockerd = spawn(DOCKERD, [], { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const stop = async (): Promise<void> => {
    if (dockerd.exitCode !== null || dockerd.signalCode !== null) return;
    dockerd.kill('SIGTERM');
    await once(dockerd, 'exit');
  };
  for (const until = performance.now() + START_MS; performance.now() < until; ) {
    if (dockerd.exitCode !== null) break;
    if (existsSync('/var/run/docker.sock') && (await findEngine()) !== null) return { stop };
    await pause(LOOK_MS);
  }
  await stop();
  throw new Error(`dockerd does not come up:\n${readFileSync(logFile, 'utf8').slice(-2_000)}`);
}
