/** Where in the file each value of a document stands. */
import type { LineCounter } from 'yaml';

export type DocumentPath = readonly (string | number)[];

export interface Place {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** Offsets of an entry's key and value; a list's entry has its value twice. */
export type EntryOffsets = readonly [key: number, value: number];

export class Places {
  readonly #lines: LineCounter;
  readonly #entries: ReadonlyMap<object, ReadonlyMap<string | number, EntryOffsets>>;
  readonly #root: unknown;

  constructor(
    lines: LineCounter,
    entries: ReadonlyMap<object, ReadonlyMap<string | number, EntryOffsets>>,
    root: unknown,
  ) {
    this.#lines = lines;
    this.#entries = entries;
    this.#root = root;
  }

  /** Of the key or the value at the path; of the nearest thing above it where the path leads nowhere. */
  at(path: DocumentPath, part: 'key' | 'value' = 'value'): Place {
    let value = this.#root;
    let offset = 0;
    for (const [index, step] of path.entries()) {
      const entry = isContainer(value) ? this.#entries.get(value)?.get(step) : undefined;
      if (entry === undefined || !isContainer(value)) break;
      const isLast = index === path.length - 1;
      offset = entry[isLast && part === 'value' ? 1 : 0];
      value = Reflect.get(value, step);
    }
    return this.#placeOf(offset);
  }

  /** What the file has at the path. */
  valueAt(path: DocumentPath): unknown {
    let value = this.#root;
    for (const step of path) value = isContainer(value) ? Reflect.get(value, step) : undefined;
    return value;
  }

  #placeOf(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;
