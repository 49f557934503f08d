/** Runs a program behind the very fence that commands would get on macOS: it must read what is opened, and nothing beside it. */
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandPlan, type Confinement, NO_OTHER_LIMITS } from '#shared/model/index.ts';
import { createFilePins } from '../file-pins.ts';
import { pinFolder } from '../folder-pins.ts';
import { nodePipe } from '../output-pipes.ts';
import type { Diagnosis } from '../sandbox/diagnose.ts';
import { settlesWithin } from '../settles-within.ts';
import { startChild } from '../start-child.ts';
import { SANDBOX_EXEC, type Seatbelt } from './seatbelt.ts';

export interface SeatbeltProbe {
  readonly seatbelt: Seatbelt;
  /** A private folder of the app's own. */
  readonly folder: string;
  readonly system: readonly string[];
}

const PATIENCE_MS = 10_000;
const OPEN = 'open';
const SHUT = 'shut';

/** @returns what is wrong; `null` when all is as it should be */
export async function probeSeatbelt({ seatbelt, folder, system }: SeatbeltProbe): Promise<Diagnosis | null> {
  if (!existsSync(SANDBOX_EXEC)) return diagnoseSeatbelt('', `there is no ${SANDBOX_EXEC}`);
  const workspace = join(folder, 'probe');
  mkdirSync(workspace, { recursive: true, mode: 0o700 });
  writeFileSync(join(workspace, OPEN), OPEN, { mode: 0o600 });
  writeFileSync(join(folder, SHUT), SHUT, { mode: 0o600 });
  const plan = await planOf(realpathSync(workspace), system, join(realpathSync(folder), SHUT));
  using seated = seatbelt.raise(plan, 'probe');
  const child = startChild(seated.launch, null, { stdout: nodePipe, stderr: nodePipe });
  if (child instanceof Promise) return diagnoseSeatbelt('', await child);
  const heard = { stdout: '', stderr: '' };
  const hear = (stream: keyof typeof heard) =>
    child[stream].read(async (piece) => {
      heard[stream] += Buffer.from(piece).toString('utf8');
    });
  const all = Promise.all([child.exited, hear('stdout'), hear('stderr')]);
  if (!(await settlesWithin(PATIENCE_MS, all))) {
    process.kill(child.pid, 'SIGKILL');
    return diagnoseSeatbelt('', `it does not answer within ${PATIENCE_MS / 1000} seconds`);
  }
  return diagnoseSeatbelt(heard.stdout, heard.stderr);
}

/** From what was read inside, and what was said there. Pure. */
export function diagnoseSeatbelt(printed: string, said: string): Diagnosis | null {
  if (printed === OPEN && /not permitted/iu.test(said)) return null;
  const words = said.trim().replace(/\s+/gu, ' ').slice(0, 300);
  if (printed.includes(SHUT)) {
    return {
      found: 'Seatbelt lets a program read what its profile does not open.',
      fix: 'Do not rely on it here, and report it with the version of macOS (sw_vers).',
    };
  }
  if (/sandbox_apply|sandbox_init/iu.test(said)) {
    return {
      found: `Countersign is itself in a sandbox, and macOS has no second one inside the first (${words}).`,
      fix: 'Start Countersign from Terminal or the Finder, not from a program that keeps what it starts in a sandbox.',
    };
  }
  return {
    found: `Seatbelt does not work here: ${words === '' ? 'it says nothing' : words}.`,
    fix: 'Bring macOS up to date and start Countersign again. Until then, what needs a sandbox is refused.',
  };
}

async function planOf(
  workspace: string,
  system: readonly string[],
  shut: string,
): Promise<CommandPlan & { readonly confinement: Confinement }> {
  const cwd = await pinFolder(workspace);
  const executable = await createFilePins().pinFile('/bin/cat');
  return {
    ...{ kind: 'command', command: 'cat', executable, argv: ['cat', OPEN, shut], operands: [], session: null, cwd },
    ...{ env: {}, envFromAgent: [], stdin: null, sandbox: 'workspace', network: false },
    confinement: {
      ...{ by: 'seatbelt', workspace, system, readOnly: [], writable: [workspace], hidden: [], fixed: [], barred: [] },
      ...{ leftOut: [], user: null },
    },
    limits: { wallMs: PATIENCE_MS, outputBytes: 65_536, ...NO_OTHER_LIMITS },
  };
}
