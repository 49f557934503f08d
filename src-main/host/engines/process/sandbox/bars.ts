/**
 * Stands in for what must not be made inside a writable folder. A mount needs something to lie on, so for as long as work goes on in a folder, an
 * empty folder stands where there is nothing (for git's `commondir`, a file that says what its absence means). It stays a little longer than
 * the run, so that a folder in which much is done does not flicker, and is taken away as soon as it is not needed. A list on disk names what is
 * out, for the host that starts after one that was killed.
 */
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Clock, Log } from '#host/ports/index.ts';

export interface Bars {
  /** Puts up what is not up yet. @throws Error when something real is there by now @returns lets go of them */
  putUp(paths: readonly string[]): () => void;
  /** Whether what is at this path is a stand-in and nothing else. */
  isBar(path: string): boolean;
  /** Takes away what nobody holds; at the end, everything. */
  takeAllDown(): void;
}

const LINGER_MS = 60_000;
const MEANS_NOTHING = '.\n';

export function openBars(listFile: string, clock: Clock, log: Log): Bars {
  const up = new Map<string, { holders: number; cancel: () => void }>();
  const save = (): void => writeFileSync(listFile, JSON.stringify([...up.keys()]), { mode: 0o600 });
  for (const path of listed(listFile)) takeDown(path, log);

  const lower = (path: string): void => {
    if (up.get(path)?.holders !== 0) return;
    takeDown(path, log);
    up.delete(path);
    save();
  };
  return {
    putUp(paths) {
      const held: string[] = [];
      const letGo = (): void => {
        for (const path of held.splice(0)) {
          const bar = up.get(path);
          if (bar === undefined) continue;
          bar.holders -= 1;
          bar.cancel = clock.after(LINGER_MS, () => lower(path));
        }
      };
      try {
        const missing = paths.filter((path) => !up.has(path));
        for (const path of missing) up.set(path, { holders: 0, cancel: () => undefined });
        // On disk before the first of them, so that none is forgotten.
        if (missing.length > 0) save();
        for (const path of paths) {
          if (!isStandIn(path)) make(path);
          const bar = up.get(path);
          if (bar === undefined) continue;
          bar.cancel();
          bar.holders += 1;
          held.push(path);
        }
        return letGo;
      } catch (error) {
        letGo();
        throw error;
      }
    },
    isBar: (path) => up.has(path) && isStandIn(path),
    takeAllDown() {
      for (const [path, bar] of up) {
        bar.cancel();
        takeDown(path, log);
      }
      up.clear();
      save();
    },
  };
}

function listed(listFile: string): readonly string[] {
  try {
    const paths: unknown = JSON.parse(readFileSync(listFile, 'utf8'));
    return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
  } catch {
    return [];
  }
}

const isFile = (path: string): boolean => basename(path) === 'commondir';

function make(path: string): void {
  if (isFile(path)) writeFileSync(path, MEANS_NOTHING, { flag: 'wx', mode: 0o644 });
  else mkdirSync(path, 0o755);
}

function isStandIn(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (isFile(path))
    return found.isFile() && found.size === MEANS_NOTHING.length && readFileSync(path, 'utf8') === MEANS_NOTHING;
  return found.isDirectory() && readdirSync(path).length === 0;
}

/** Somebody may have put something into it; then it is theirs. */
function takeDown(path: string, log: Log): void {
  try {
    if (!isStandIn(path)) return;
    if (isFile(path)) unlinkSync(path);
    else rmdirSync(path);
  } catch (error) {
    log.warn({ path, err: String(error) }, 'a stand-in for something that must not be made could not be taken away');
  }
}
