/**
 * Says when a file has changed and come to rest. Watches the folder, since editors replace files by renaming; looks by itself every two
 * seconds, since not every file system reports changes, and a link's target lies elsewhere.
 */
import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Clock } from '#host/ports/index.ts';

/** A file counts as at rest when it looks the same this long after; an editor's two halves of a save lie closer together. */
const REST_MS = 60;
const LOOK_EVERY_MS = 2000;

/**
 * @param changed called each time the file has come to rest, gone or new included; never while an earlier call is under way
 * @returns a function that stops, and waits for a call that is under way
 */
export function watchFile(path: string, clock: Clock, changed: () => Promise<void>): () => Promise<void> {
  const watched = new WatchedFile(path, clock, changed);
  watched.start();
  return () => watched.stop();
}

class WatchedFile {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #changed: () => Promise<void>;
  #watcher: FSWatcher | undefined;
  #cancelRest: (() => void) | undefined;
  #cancelLook: (() => void) | undefined;
  /** What the file looked like last; `undefined` before the first look. */
  #stamp: string | undefined;
  #work: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(path: string, clock: Clock, changed: () => Promise<void>) {
    this.#path = path;
    this.#clock = clock;
    this.#changed = changed;
  }

  start(): void {
    this.#watchFolder();
    this.#lookLater();
    // Between the first load and the first look the file may have changed already.
    this.#awaitRest();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRest?.();
    this.#cancelLook?.();
    this.#watcher?.close();
    await this.#work;
  }

  #watchFolder(): void {
    if (this.#watcher !== undefined) return;
    try {
      const watcher = watch(dirname(this.#path), { persistent: false });
      watcher.on('change', (_event, name) => {
        // Some systems do not say which file.
        if (name === null || name === basename(this.#path)) this.#awaitRest();
      });
      watcher.on('error', () => {
        watcher.close();
        this.#watcher = undefined;
      });
      this.#watcher = watcher;
    } catch {
      // The folder is gone or cannot be watched: the looks go on, and each tries again.
      this.#watcher = undefined;
    }
  }

  #lookLater(): void {
    this.#cancelLook = this.#clock.after(LOOK_EVERY_MS, () => {
      if (this.#stopped) return;
      this.#watchFolder();
      this.#awaitRest();
      this.#lookLater();
    });
  }

  /** Looks until two looks in a row agree; tells of it if what they agree on is new. */
  #awaitRest(): void {
    if (this.#stopped || this.#cancelRest !== undefined) return;
    const seen = this.#work.then(() => stampOf(this.#path));
    this.#cancelRest = this.#clock.after(REST_MS, () => {
      this.#cancelRest = undefined;
      this.#work = this.#work.then(async () => this.#settle(await seen));
    });
  }

  async #settle(before: string): Promise<void> {
    if (this.#stopped) return;
    const now = await stampOf(this.#path);
    if (now !== before) {
      this.#awaitRest();
      return;
    }
    if (now === this.#stamp) return;
    this.#stamp = now;
    await this.#changed();
  }
}

async function stampOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(':');
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}
