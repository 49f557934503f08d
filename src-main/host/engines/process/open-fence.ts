/** Finds out, by running it, which fence this machine can put around programs: bubblewrap on Linux, Seatbelt on macOS, none elsewhere. */
import { lstatSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Log } from '#host/ports/index.ts';
import { type Confine, createConfine, type Surroundings } from './confine/confine.ts';
import type { MachineState } from './machine.ts';
import { openBars } from './sandbox/bars.ts';
import { type Bubblewrap, openBubblewrap } from './sandbox/bubblewrap.ts';
import type { Diagnosis } from './sandbox/diagnose.ts';
import { missingTools, probeBubblewrap } from './sandbox/probe-bubblewrap.ts';
import { lookAtSystem, neverOpened } from './sandbox/system-view.ts';
import { probeSeatbelt } from './seatbelt/probe-seatbelt.ts';
import { openSeatbelt, type Seatbelt } from './seatbelt/seatbelt.ts';
import { NEVER_OPENED, SYSTEM_FOLDERS } from './seatbelt/seatbelt-base.ts';

export interface FenceParts {
  /** A private folder of the app's own, existing. */
  readonly folder: string;
  /** The data folder's label. */
  readonly owner: string;
  readonly home: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface FenceFound {
  readonly state: MachineState;
  readonly bubblewrap: Bubblewrap | null;
  readonly seatbelt: Seatbelt | null;
  readonly confine: Confine | null;
}

export async function openFence(parts: FenceParts, platform: NodeJS.Platform = process.platform): Promise<FenceFound> {
  if (platform === 'linux') return openOnLinux(parts);
  return platform === 'darwin' ? openOnMac(parts) : withoutFence(elsewhere(platform));
}

async function openOnLinux(parts: FenceParts): Promise<FenceFound> {
  const missing = missingTools();
  if (missing !== null) return withoutFence(missing);
  const uid = process.getuid?.() ?? 0;
  const user = { uid, gid: process.getgid?.() ?? 0 };
  const view = lookAtSystem(uid === 0);
  const bars = barsFor(parts);
  const { folder, home } = parts;
  let bubblewrap: Bubblewrap;
  try {
    bubblewrap = openBubblewrap({ folder, home, view, bars });
  } catch (error) {
    return withoutFence({ found: String(error), fix: 'There is nothing to be done about it on this machine.' });
  }
  const wrong = await probeBubblewrap({ bubblewrap, folder, system: view.folders, user });
  if (wrong !== null) {
    bubblewrap.close();
    return withoutFence(wrong);
  }
  const around: Omit<Surroundings, 'isStandIn'> = {
    ...{ by: 'bubblewrap', home: whereItIs(home), user, system: view.folders, closed: view.closed, never: neverOpened },
  };
  return {
    state: works('bubblewrap', 'bubblewrap'),
    ...{ bubblewrap, seatbelt: null },
    confine: createConfine({ ...around, isStandIn: (path) => bars.isBar(path) }),
  };
}

async function openOnMac(parts: FenceParts): Promise<FenceFound> {
  const bars = barsFor(parts);
  const seatbelt = openSeatbelt({ owner: parts.owner, bars });
  const system = SYSTEM_FOLDERS.filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
  const wrong = await probeSeatbelt({ seatbelt, folder: parts.folder, system });
  if (wrong !== null) {
    seatbelt.close();
    return withoutFence(wrong);
  }
  const around: Omit<Surroundings, 'isStandIn'> = {
    ...{ by: 'seatbelt', home: whereItIs(parts.home), user: null, system, closed: [], never: NEVER_OPENED },
  };
  return {
    state: works('seatbelt', 'Seatbelt'),
    ...{ bubblewrap: null, seatbelt },
    confine: createConfine({ ...around, isStandIn: (path) => bars.isBar(path) }),
  };
}

/** Paths are judged where they end, and on some systems a link leads to the home folders. */
function whereItIs(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

const barsFor = ({ folder, clock, log }: FenceParts): ReturnType<typeof openBars> =>
  openBars(join(folder, 'bars.json'), clock, log);

const works = (name: NonNullable<MachineState['name']>, word: string): MachineState => ({
  name,
  sentence: `Sandbox: ${word}`,
  found: `${word} works: commands see the system, what the policy lets them read, and nothing else.`,
  fix: null,
});

export const withoutFence = ({ found, fix }: Diagnosis): FenceFound => ({
  state: { name: null, sentence: 'No sandbox: what needs one is refused', found, fix },
  ...{ bubblewrap: null, seatbelt: null, confine: null },
});

function elsewhere(platform: NodeJS.Platform): Diagnosis {
  const system = platform === 'win32' ? 'Windows' : platform;
  return {
    found: `there is no sandbox for ${system} in this version.`,
    fix: 'Commands that are to run all the same say “sandbox: off” in the policy: they then run as you, with all your files.',
  };
}
