/** Runs a program behind the very fence that commands would get, and reads what the kernel says of it there. */
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandPlan, type Confinement, NO_OTHER_LIMITS } from '#shared/model/index.ts';
import { createFilePins } from '../file-pins.ts';
import { pinFolder } from '../folder-pins.ts';
import { PERL } from '../launcher/launcher.ts';
import { standReady } from '../launcher/launchers.ts';
import { rlimit } from '../limits/rlimits.ts';
import { nodePipe } from '../output-pipes.ts';
import { SETPRIV } from '../run-as/drop-to.ts';
import { settlesWithin } from '../settles-within.ts';
import { BUBBLEWRAP, type Bubblewrap } from './bubblewrap.ts';
import { type Diagnosis, diagnoseFailure, diagnoseMissing, type NamespaceSwitches } from './diagnose.ts';

export interface ProbeParts {
  readonly bubblewrap: Bubblewrap;
  /** A private folder of the app's own. */
  readonly folder: string;
  readonly system: readonly string[];
  readonly user: { readonly uid: number; readonly gid: number };
}

export function missingTools(): Diagnosis | null {
  const missing = [BUBBLEWRAP, PERL, SETPRIV].filter((tool) => !existsSync(tool));
  return missing.length === 0 ? null : diagnoseMissing(missing);
}

const PATIENCE_MS = 10_000;

/** @returns what is wrong; `null` when all is as it should be */
export async function probeBubblewrap(parts: ProbeParts): Promise<Diagnosis | null> {
  const plan = await planOf(parts);
  const pipes = { stdout: nodePipe, stderr: nodePipe };
  const stand = await standReady('probe', {}, pipes, null);
  try {
    using raised = parts.bubblewrap.raise(plan, rlimit('nofile', 256));
    const rest = [plan.executable.path, ...plan.argv];
    const child = stand.launcher.send({ fenced: true, cwd: '/', env: {}, options: raised.options, rest }, null);
    let said = '';
    const take = async (piece: Uint8Array): Promise<void> => {
      said += Buffer.from(piece).toString('latin1');
    };
    const all = Promise.all([child.exited, child.stdout.read(take), child.stderr.read(take)]);
    if (!(await settlesWithin(PATIENCE_MS, all))) {
      return diagnoseFailure(`it does not answer within ${PATIENCE_MS / 1000} seconds`, switches());
    }
    const { code, failure } = await child.exited;
    if (failure !== undefined) return diagnoseFailure(failure, switches());
    const flaws = code === 0 ? flawsIn(said) : [`it ended with ${code}: ${said}`];
    return flaws.length === 0 ? null : diagnoseFailure(flaws.join(' '), switches());
  } finally {
    await stand.discard();
  }
}

type ProbePlan = CommandPlan & { readonly confinement: Confinement };

async function planOf({ folder, system, user }: ProbeParts): Promise<ProbePlan> {
  const workspace = join(folder, 'probe');
  mkdirSync(workspace, { recursive: true, mode: 0o700 });
  const cwd = await pinFolder(workspace);
  return {
    kind: 'command',
    command: 'cat',
    executable: await createFilePins().pinFile(realpathSync('/bin/cat')),
    argv: ['cat', '/proc/self/status'],
    ...{ operands: [], session: null, cwd, env: {}, envFromAgent: [], stdin: null },
    ...{ sandbox: 'workspace', network: false },
    confinement: {
      ...{
        by: 'bubblewrap',
        workspace: cwd.path,
        system,
        readOnly: [],
        writable: [cwd.path],
        hidden: [],
        fixed: [],
        barred: [],
        leftOut: [],
      },
      user,
    },
    limits: { wallMs: PATIENCE_MS, outputBytes: 65_536, ...NO_OTHER_LIMITS },
  };
}

/** @param status `/proc/self/status` as it reads inside */
export function flawsIn(status: string): readonly string[] {
  const field = (name: string): string => new RegExp(`^${name}:\\s*(\\S+)`, 'mu').exec(status)?.[1] ?? 'not told';
  const expected: readonly (readonly [string, RegExp, string])[] = [
    ['CapEff', /^0+$/u, 'no capabilities'],
    ['CapPrm', /^0+$/u, 'no capabilities'],
    ['CapBnd', /^0+$/u, 'no capabilities to gain'],
    ['NoNewPrivs', /^1$/u, 'no new privileges'],
    ['Seccomp', /^2$/u, 'a filter for system calls'],
    ['Uid', /^[1-9]\d*$/u, 'a user other than root'],
  ];
  return expected
    .filter(([name, is]) => !is.test(field(name)))
    .map(([name, , words]) => `Expected ${words} inside, and ${name} is ${field(name)}.`);
}

function switches(): NamespaceSwitches {
  return {
    restrictedByAppArmor: read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
    unprivilegedClone: read('/proc/sys/kernel/unprivileged_userns_clone'),
    most: read('/proc/sys/user/max_user_namespaces'),
  };
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return null;
  }
}
