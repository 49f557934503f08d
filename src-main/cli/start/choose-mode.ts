/** Desktop app or headless: which, and why, in words. */
import { desktopObstacle, findElectron } from '../electron-binary.ts';
import { installElectron } from '../install-electron.ts';

export type StartMode =
  | { readonly mode: 'headless'; readonly why: string }
  | { readonly mode: 'desktop'; readonly electronPath: string; readonly why: string };

export interface StartClues {
  readonly headlessFlag: boolean;
  /** COUNTERSIGN_HEADLESS. */
  readonly headlessVariable: boolean;
  readonly projectRoot: string;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number | undefined;
  /** Told before something takes time. */
  readonly say: (sentence: string) => void;
}

/** Never throws: whatever keeps the desktop app from running is a reason to run headless. May try to fetch Electron, once. */
export async function chooseMode(clues: StartClues): Promise<StartMode> {
  if (clues.headlessFlag) return { mode: 'headless', why: '--headless was given' };
  if (clues.headlessVariable) return { mode: 'headless', why: 'COUNTERSIGN_HEADLESS is set' };
  const obstacle = desktopObstacle(clues);
  if (obstacle !== null) return { mode: 'headless', why: obstacle };
  const found = findElectron(clues);
  if (found.found) return desktop(found.path);
  clues.say(`${sentence(found.why)} Trying to fetch it, for 10 s at most.`);
  const { sentence: outcome } = await installElectron(clues);
  const after = findElectron(clues);
  return after.found ? desktop(after.path) : { mode: 'headless', why: outcome.replace(/\.$/, '') };
}

const desktop = (electronPath: string): StartMode => ({
  mode: 'desktop',
  electronPath,
  why: `Electron is at ${electronPath}`,
});

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
