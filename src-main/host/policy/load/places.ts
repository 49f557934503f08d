/** Where in the file each value of a document stands. */
import { isMap, isScalar, type LineCounter, type Node, type YAMLMap, type YAMLSeq } from 'yaml';

export type DocumentPath = readonly (string | number)[];

export interface Place {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** Offsets of an entry's key and value; a list's entry has its value twice. */
type EntryOffsets = readonly [key: number, value: number];

export type Collection = YAMLMap<Node, Node | null> | YAMLSeq<Node>;

export const offsetOf = (node: Node): number => node.range?.[0] ?? 0;

export class Places {
  readonly #lines: LineCounter;
  readonly #collections: ReadonlyMap<object, Collection>;
  readonly #root: unknown;
  /** Few are ever looked into, so each is indexed when it is. */
  readonly #indexed = new Map<Collection, ReadonlyMap<string | number, EntryOffsets>>();

  /** @param collections what each mapping and each list was read from */
  constructor(lines: LineCounter, collections: ReadonlyMap<object, Collection>, root: unknown) {
    this.#lines = lines;
    this.#collections = collections;
    this.#root = root;
  }

  /** Of the key or the value at the path; of the nearest thing above it where the path leads nowhere. */
  at(path: DocumentPath, part: 'key' | 'value' = 'value'): Place {
    let value = this.#root;
    let offset = 0;
    for (const [index, step] of path.entries()) {
      const entry = isContainer(value) ? this.#entriesOf(value)?.get(step) : undefined;
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

  #entriesOf(value: object): ReadonlyMap<string | number, EntryOffsets> | undefined {
    const collection = this.#collections.get(value);
    if (collection === undefined) return undefined;
    const known = this.#indexed.get(collection);
    if (known !== undefined) return known;
    const made = isMap(collection) ? mappingOffsets(collection) : listOffsets(collection);
    this.#indexed.set(collection, made);
    return made;
  }

  #placeOf(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

function mappingOffsets({ items }: YAMLMap<Node, Node | null>): ReadonlyMap<string, EntryOffsets> {
  const offsets = new Map<string, EntryOffsets>();
  for (const { key, value } of items) {
    const name = nameOf(key);
    if (name !== null && !offsets.has(name)) offsets.set(name, [offsetOf(key), offsetOf(value ?? key)]);
  }
  return offsets;
}

const listOffsets = ({ items }: YAMLSeq<Node>): ReadonlyMap<number, EntryOffsets> =>
  new Map(items.map((item, index) => [index, [offsetOf(item), offsetOf(item)]]));

/** What a key reads as; `null` where it is no plain word. */
export function nameOf(key: Node): string | null {
  if (!isScalar(key)) return null;
  return typeof key.value === 'string' ? key.value : (key.source ?? '');
}
