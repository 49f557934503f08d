/** The fence on Linux: bubblewrap, told by open files what to show, with a first process inside that tells how the program ended. */
import { closeSync, existsSync, lstatSync, openSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandPlan, Confinement } from '#shared/model/index.ts';
import { Refused } from '#shared/model/index.ts';
import { isWithin } from '../confine/within.ts';
import { type Argument, ERRORS, PERL } from '../launcher/launcher.ts';
import { KEEP, limitArguments } from '../launcher/scripts.ts';
import { dropTo, SETPRIV } from '../run-as/drop-to.ts';
import type { Bars } from './bars.ts';
import { bubblewrapArguments, changesUser } from './bubblewrap-arguments.ts';
import { openHandles } from './open-handles.ts';
import { seccompFilter } from './seccomp-filter.ts';
import type { SystemView } from './system-view.ts';

export const BUBBLEWRAP = '/usr/bin/bwrap';

export interface BubblewrapParts {
  /** A private folder of the app's own. */
  readonly folder: string;
  readonly home: string;
  readonly view: SystemView;
  readonly bars: Bars;
}

/** To be disposed of when the run is over. */
export interface Raised extends Disposable {
  /** What to start, up to the program's own argument vector. */
  readonly options: readonly Argument[];
  /** Everything is in its place: what was held open for that is not needed any more. */
  stands(): void;
}

export interface Bubblewrap {
  /**
   * Opens everything that the plan's confinement names.
   * @param rlimits as `limits/rlimits.ts` spells them
   * @throws Refused PLAN_DRIFT
   */
  raise(plan: CommandPlan & { readonly confinement: Confinement }, rlimits: readonly string[]): Raised;
  close(): void;
}

/** By processor: the number of the call by which a process learns what its children used. */
const GETRUSAGE: Readonly<Record<string, number>> = { x64: 98, arm64: 165 };
/** For each folder in memory, where the plan limits no memory. */
const SCRATCH_BYTES = 1024 ** 3;

/** @throws Error on a processor for which there is no filter */
export function openBubblewrap({ folder, home, view, bars }: BubblewrapParts): Bubblewrap {
  const filter = seccompFilter(process.arch);
  const getrusage = GETRUSAGE[process.arch];
  if (filter === null || getrusage === undefined) throw new Error(`there is no filter for ${process.arch} processors`);
  const closedFile = join(folder, 'closed');
  if (!existsSync(closedFile)) writeFileSync(closedFile, '', { mode: 0 });
  const seccompFile = join(folder, 'seccomp.bpf');
  writeFileSync(seccompFile, filter, { mode: 0o600 });
  const seccomp = openSync(seccompFile, 'r');
  let isClosed = false;

  return {
    raise(plan, rlimits) {
      const { confinement, cwd, executable, network, limits } = plan;
      for (const path of confinement.hidden) refuseGone(path);
      const letGo = putUp(bars, confinement.barred);
      const handles = openHandles([cwd, executable]);
      try {
        const fence = bubblewrapArguments({
          ...{ confinement, network, cwd: cwd.path, home: plan.runAs?.home ?? home, view, closedFile, seccompFile },
          scratchBytes: limits.memoryBytes ?? SCRATCH_BYTES,
          isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
          resolver: resolverFiles(view),
        }).map((each): Argument => {
          if (typeof each === 'string') return each;
          return each.open === seccompFile ? { handle: seccomp, read: true } : { handle: handles.open(each.open) };
        });
        return {
          options: [
            BUBBLEWRAP,
            'bwrap',
            ...fence,
            '--',
            ...asUser(confinement),
            PERL,
            '-C0',
            '-e',
            KEEP,
            ERRORS,
            `${getrusage}`,
            ...limitArguments(rlimits),
            plan.env.PWD ?? '',
          ],
          stands: () => handles[Symbol.dispose](),
          [Symbol.dispose]() {
            handles[Symbol.dispose]();
            letGo();
          },
        };
      } catch (error) {
        handles[Symbol.dispose]();
        letGo();
        throw error;
      }
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      bars.takeAllDown();
      closeSync(seccomp);
    },
  };
}

/** Without a user namespace, the fence is set up as root and the program runs as somebody else. */
function asUser({ user }: Confinement): readonly string[] {
  if (user === null || !changesUser(user)) return [];
  return [SETPRIV, ...dropTo(user), '--'];
}

function putUp(bars: Bars, paths: readonly string[]): () => void {
  try {
    return bars.putUp(paths);
  } catch (cause) {
    throw new Refused('PLAN_DRIFT', {
      message:
        'Something the plan relied on changed before the run: something is there by now that was not when it was made.',
      cause,
    });
  }
}

function refuseGone(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return;
  throw new Refused('PLAN_DRIFT', {
    message: `Something the plan relied on changed before the run: ${path} is not there any more.`,
  });
}

/** The file may be a link into a folder of the running system, which is not shown. */
function resolverFiles({ folders }: SystemView): readonly string[] {
  try {
    const path = realpathSync('/etc/resolv.conf');
    return isWithin(path, folders) ? [] : [path];
  } catch {
    return [];
  }
}
