/**
 * Settles what words of an argument vector stand for: where a path leads once every link is followed, and what a script contains. The
 * decision then touches no files, and the last look before the run sees whether anything changed since.
 */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FilePins } from '#host/engines/process/index.ts';
import { canonicalPath } from '#host/storage/index.ts';
import { type NamedPath, type PinnedFile, Refused } from '#shared/model/index.ts';

/** More than this is no script that anybody reads. */
const MAX_SCRIPT_BYTES = 32 * 1024 * 1024;
const MOST_SCRIPTS = 32;

/** @param cwd canonical @returns one for each word that leads somewhere; a word that does not is left out, so that no rule can vouch for it */
export async function settlePaths(words: readonly string[], cwd: string): Promise<readonly NamedPath[]> {
  const settled = await Promise.all(
    [...new Set(words)].map(async (named): Promise<readonly NamedPath[]> => {
      if (named === '' || named.includes('\0')) return [];
      try {
        return [{ named, path: await canonicalPath(named, cwd) }];
      } catch {
        // A loop of links, or a folder that may not be looked into.
        return [];
      }
    }),
  );
  return settled.flat();
}

/** Sentences about paths that lead elsewhere by now. */
export async function driftOfPaths(paths: readonly NamedPath[], cwd: string): Promise<readonly string[]> {
  const now = new Map(
    (
      await settlePaths(
        paths.map(({ named }) => named),
        cwd,
      )
    ).map(({ named, path }) => [named, path]),
  );
  return paths.flatMap(({ named, path }) => {
    const leads = now.get(named);
    if (leads === path) return [];
    return [leads === undefined ? `${named} leads nowhere now` : `${named} leads to ${leads} now`];
  });
}

/**
 * Pins those of the words that are files. The first of them is what an interpreter takes for its script, so it must be one that can be pinned;
 * what follows may be data, and is pinned where it can be.
 * @throws Refused EXECUTABLE_UNUSABLE when others could change the first one
 */
export async function pinScripts(
  words: readonly string[],
  cwd: string,
  pins: Pick<FilePins, 'pinOperand'>,
): Promise<readonly PinnedFile[]> {
  const pinned: PinnedFile[] = [];
  for (const word of new Set(words.slice(0, MOST_SCRIPTS))) {
    const path = resolve(cwd, word);
    if (!(await isSmallFile(path))) continue;
    try {
      pinned.push(await pins.pinOperand(path));
    } catch (error) {
      if (pinned.length === 0 || !(error instanceof Refused)) throw error;
    }
  }
  return pinned;
}

/**
 * Pins the files among the arguments that set variables for the program: what follows `--env-file`, and whatever is named `.env` or like it.
 * What they hold decides what runs as much as an argument does. One that others could change is left to the rule that lets it be named.
 */
export async function pinEnvFiles(
  argv: readonly string[],
  cwd: string,
  pins: Pick<FilePins, 'pinOperand'>,
): Promise<readonly PinnedFile[]> {
  const pinned: PinnedFile[] = [];
  for (const word of new Set(envFileWords(argv).slice(0, MOST_SCRIPTS))) {
    const path = resolve(cwd, word);
    if (!(await isSmallFile(path))) continue;
    try {
      pinned.push(await pins.pinOperand(path));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
  return pinned;
}

export function envFileWords(argv: readonly string[]): readonly string[] {
  return argv.slice(1).flatMap((token, at) => {
    const value = /^--?[\w-]+=(.+)$/su.exec(token)?.[1] ?? token;
    const follows = /^--env[-_]?file$/u.test(argv[at] ?? '');
    const named = /^--env[-_]?file=/u.test(token) || /(?:^|[/\\])(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env)$/u.test(value);
    return follows || named ? [value] : [];
  });
}

async function isSmallFile(path: string): Promise<boolean> {
  if (path.includes('\0')) return false;
  try {
    const found = await stat(path);
    return found.isFile() && found.size <= MAX_SCRIPT_BYTES;
  } catch {
    // What is not there is no script.
    return false;
  }
}
