/**
 * Asks ripgrep, where it is installed, which files are worth opening. It reads by path, so nothing that it says is believed: each file
 * that it names is opened and searched again by ourselves.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

const PLACES = ['/usr/bin/rg', '/usr/local/bin/rg', '/opt/homebrew/bin/rg', '/bin/rg'];
/** Names longer than this all together are too many: then everything is searched. */
const MOST_NAME_BYTES = 4 * 1024 ** 2;

export interface Wanted {
  readonly folder: string;
  readonly text: string;
  readonly regex: boolean;
  readonly ignoreCase: boolean;
  readonly hidden: boolean;
  readonly signal: AbortSignal;
}

export function findRipgrep(places: readonly string[] = PLACES): string | null {
  if (process.platform === 'win32') return null;
  return places.find(isExecutable) ?? null;
}

/** @returns paths from the folder, sorted; `null` when it could not say, or not all */
export async function findCandidates(program: string, wanted: Wanted): Promise<readonly string[] | null> {
  const child = spawn(program, argumentsFor(wanted), {
    cwd: wanted.folder,
    env: {},
    stdio: ['ignore', 'pipe', 'ignore'],
    signal: wanted.signal,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code));
  });
  const pieces: Buffer[] = [];
  let bytes = 0;
  child.stdout.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes <= MOST_NAME_BYTES) pieces.push(piece);
    else child.kill('SIGKILL');
  });
  const code = await ended;
  // 1: nothing found. 2: an expression that it reads otherwise, or trouble on the way.
  if (code !== 0 && code !== 1) return null;
  const names = Buffer.concat(pieces).toString('utf8').split('\0');
  return names
    .filter((name) => name !== '')
    .map((name) => name.replace(/^\.\//u, ''))
    .sort();
}

function argumentsFor({ text, regex, ignoreCase, hidden }: Wanted): readonly string[] {
  return [
    ...[
      '--no-config',
      '--no-messages',
      '--no-ignore',
      '--files-with-matches',
      '--null',
      '--max-filesize',
      '10M',
      '--text',
    ],
    ...(hidden ? ['--hidden'] : []),
    ...(ignoreCase ? ['--ignore-case'] : ['--case-sensitive']),
    ...(regex ? [] : ['--fixed-strings']),
    ...['--regexp', text, '--', './'],
  ];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
