/**
 * The fence on macOS: `sandbox-exec` lays a profile on itself and becomes the program. There is no other view of the file system as there is on Linux; the
 * kernel asks the profile about every name instead. A private folder for temporary files is made for each run and removed with it.
 */
import { existsSync, lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandPlan, type Confinement, Refused } from '#shared/model/index.ts';
import { isWithin } from '../confine/within.ts';
import { type Launch, launchOf } from '../launch.ts';
import type { Bars } from '../sandbox/bars.ts';
import { seatbeltProfile } from './seatbelt-profile.ts';

export const SANDBOX_EXEC = '/usr/bin/sandbox-exec';
const PERL = '/usr/bin/perl';
/** Gives the program the name that the plan has for it, which sandbox-exec cannot; the list is handed on as it is. */
const NAMED = 'my $file = shift; exec { $file } @ARGV; exit 126';

export interface SeatbeltParts {
  /** The data folder's label: by it, what a killed host left is known. */
  readonly owner: string;
  readonly bars: Bars;
}

/** To be disposed of when the run is over. */
export interface Seated extends Disposable {
  readonly launch: Launch;
}

export interface Seatbelt {
  /** @throws Refused PLAN_DRIFT */
  raise(plan: CommandPlan & { readonly confinement: Confinement }, label: string): Seated;
  close(): void;
}

const prefixOf = (owner: string): string => `countersign-run-${owner}-`;

export function openSeatbelt({ owner, bars }: SeatbeltParts): Seatbelt {
  const temporary = realpathSync(tmpdir());
  for (const left of readdirSync(temporary).filter((name) => name.startsWith(prefixOf(owner)))) {
    rmSync(join(temporary, left), { recursive: true, force: true });
  }
  return {
    raise(plan, label) {
      const { confinement, network, cwd } = plan;
      for (const path of confinement.hidden) refuseGone(path);
      const letGo = putUp(bars, confinement.barred);
      const scratch = mkdtempSync(join(temporary, prefixOf(owner)));
      const profile = seatbeltProfile({
        ...{ confinement, network, cwd: cwd.path, scratch },
        resolver: resolverFiles(confinement.system),
      });
      return {
        launch: fencedLaunch(launchOf(plan, label), profile, scratch),
        [Symbol.dispose]() {
          rmSync(scratch, { recursive: true, force: true });
          letGo();
        },
      };
    },
    close: () => bars.takeAllDown(),
  };
}

/** @param launch of the program as it is */
export function fencedLaunch(
  launch: Launch,
  { text, parameters }: ReturnType<typeof seatbeltProfile>,
  scratch: string,
): Launch {
  const named = launch.argv0 === launch.file ? [launch.file] : [PERL, '-C0', '-e', NAMED, launch.file, launch.argv0];
  return {
    file: SANDBOX_EXEC,
    argv0: SANDBOX_EXEC,
    args: [
      ...[...parameters].flatMap(([name, path]) => ['-D', `${name}=${path}`]),
      '-p',
      text,
      ...named,
      ...launch.args,
    ],
    cwd: launch.cwd,
    env: { ...launch.env, TMPDIR: `${scratch}/` },
  };
}

/** The file with the name servers is a link into a folder that is not shown. */
function resolverFiles(system: readonly string[]): readonly string[] {
  const path = '/private/var/run/resolv.conf';
  return existsSync(path) && !isWithin(path, system) ? [path] : [];
}

function putUp(bars: Bars, paths: readonly string[]): () => void {
  try {
    return bars.putUp(paths);
  } catch (cause) {
    throw drift('something is there by now that was not when it was made.', cause);
  }
}

function refuseGone(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) throw drift(`${path} is not there any more.`);
}

const drift = (why: string, cause?: unknown): Refused =>
  new Refused('PLAN_DRIFT', { message: `Something the plan relied on changed before the run: ${why}`, cause });
