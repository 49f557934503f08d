/**
 * Searches files for text. Every byte that is looked at comes from a file that was opened safely under the folder that is held; a program
 * that searches faster only says which files are worth opening. Ends at its caps and at its deadline, with what it has.
 */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Anchor } from './anchor-folder.ts';
import { isMissing, troubleWith } from './file-trouble.ts';
import type { Hit, LineMatcher } from './line-matcher.ts';
import { openRegular } from './open-regular.ts';
import { readWhole } from './read-whole.ts';

/** A larger file is a database or a log that nobody searches by hand. */
const MOST_FILE_BYTES = 10 * 1024 ** 2;
const MOST_DEPTH = 200;
const TURN_MS = 20;
const HEAD_BYTES = 8000;

export interface SearchQuery {
  readonly matcher: LineMatcher;
  readonly hidden: boolean;
  readonly mostHits: number;
  /** Whether the policy lets this path be read; of a folder, whether it lets it be entered. */
  readonly reads: (path: string) => boolean;
  readonly enters: (path: string) => boolean;
  /** Whether a file is wanted, by its path from the folder searched. */
  readonly wants: (relative: string) => boolean;
  /** Fires at the deadline too. */
  readonly signal: AbortSignal;
}

export interface Found extends Hit {
  /** From the folder searched. */
  readonly path: string;
}

export interface SearchResult {
  readonly hits: Found[];
  readonly searched: number;
  /** Too large, not text, or not to be opened. */
  readonly skipped: number;
  readonly isCut: boolean;
}

export class Search {
  readonly #query: SearchQuery;
  readonly #hits: Found[] = [];
  #searched = 0;
  #skipped = 0;
  #isCut = false;
  #turnEndsMs = performance.now() + TURN_MS;

  constructor(query: SearchQuery) {
    this.#query = query;
  }

  get result(): SearchResult {
    return { hits: this.#hits, searched: this.#searched, skipped: this.#skipped, isCut: this.#isCut };
  }

  /** Everything below a folder. Nothing is thrown for what cannot be read: it is skipped. */
  async folder(folder: Anchor, relative: string, depth = 0): Promise<void> {
    const names = await readdir(folder.here, { withFileTypes: true });
    names.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of names) {
      if (this.#isOver()) return;
      await this.#turn();
      await this.#entry(folder, entry, relative === '' ? entry.name : `${relative}/${entry.name}`, depth);
    }
  }

  /** One file, by its path from the folder: what a faster program pointed at. */
  async at(folder: Anchor, relative: string): Promise<void> {
    const [name = '', ...rest] = relative.split('/');
    if (this.#isOver() || name === '' || name === '.' || name === '..') return;
    await this.#turn();
    await this.#quietly(relative, () => this.#descend(folder, name, rest, relative));
  }

  async #descend(folder: Anchor, name: string, rest: readonly string[], relative: string): Promise<void> {
    if (!this.#query.hidden && name.startsWith('.')) return;
    const [next, ...more] = rest;
    if (next === undefined) {
      await this.file(folder, name, relative);
      return;
    }
    if (!this.#query.enters(join(folder.pin.path, name))) return;
    await using inner = await folder.down(name);
    await this.#descend(inner, next, more, relative);
  }

  async file(folder: Anchor, name: string, relative: string): Promise<void> {
    const path = join(folder.pin.path, name);
    if (!this.#query.reads(path) || !this.#query.wants(relative)) return;
    const opened = await openRegular(folder, name, relative);
    try {
      const bytes = await readWhole(opened, { shown: relative, most: MOST_FILE_BYTES });
      if (bytes.subarray(0, HEAD_BYTES).includes(0)) this.#skipped += 1;
      else await this.#lines(bytes, relative);
    } finally {
      await opened.file.close();
    }
  }

  async #lines(bytes: Buffer, path: string): Promise<void> {
    this.#searched += 1;
    for (const hit of this.#query.matcher(bytes)) {
      if (hit !== null) {
        if (this.#hits.length >= this.#query.mostHits) {
          this.#isCut = true;
          return;
        }
        this.#hits.push({ path, ...hit });
      }
      if (performance.now() > this.#turnEndsMs) {
        await this.#turn();
        if (this.#isOver()) return;
      }
    }
  }

  async #entry(folder: Anchor, entry: Dirent, relative: string, depth: number): Promise<void> {
    if (!this.#query.hidden && entry.name.startsWith('.')) return;
    await this.#quietly(entry.name, async () => {
      if (entry.isFile()) return this.file(folder, entry.name, relative);
      if (!entry.isDirectory() || depth >= MOST_DEPTH) return;
      if (!this.#query.enters(join(folder.pin.path, entry.name))) return;
      await using inner = await folder.down(entry.name);
      await this.folder(inner, relative, depth + 1);
    });
  }

  /** What cannot be opened or read is left out; a mistake of ours is not. */
  async #quietly(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // A name that is not valid UTF-8 cannot be found again by what it is shown as.
      if (isMissing(error) && !name.includes('\ufffd')) return;
      if (troubleWith('', error) === error && !this.#query.signal.aborted) throw error;
      this.#skipped += 1;
    }
  }

  #isOver(): boolean {
    return this.#isCut || this.#query.signal.aborted;
  }

  async #turn(): Promise<void> {
    if (performance.now() < this.#turnEndsMs) return;
    await nextTurn();
    this.#turnEndsMs = performance.now() + TURN_MS;
  }
}
