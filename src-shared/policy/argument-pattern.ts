/**
 * One entry of a rule's `args`, and one value in its `flags`: literal words, alternatives, typed holes, the rest. This file knows the
 * spelling alone; what a hole accepts is decided by the policy room.
 */

import {
  describePorts,
  describeUrl,
  type HostPattern,
  type PortRange,
  parseHosts,
  parsePorts,
  parseUrls,
  type UrlPattern,
} from './net-pattern.ts';

/** A place for a value that the agent chooses. */
export type Hole =
  /** Any text. */
  | { readonly type: 'text' }
  /** A whole number in plain decimal digits, without leading zeros. Bounds are included. */
  | { readonly type: 'int'; readonly min: number; readonly max: number }
  /** A path that must lie in `paths.read` or `paths.write`; one to be executed lies in `paths.read` and is pinned by its content. */
  | { readonly type: 'path'; readonly access: 'read' | 'write' | 'exec' }
  /** A host by name or address; one of these where some are listed. */
  | { readonly type: 'host'; readonly hosts: readonly HostPattern[] | null }
  | { readonly type: 'port'; readonly ranges: readonly PortRange[] }
  /** A URL that leads to one of these hosts. */
  | { readonly type: 'url'; readonly places: readonly UrlPattern[] }
  /** One of these. Unlike literal words it is an operand, not a part of the command's name: flags may stand before it. */
  | { readonly type: 'enum'; readonly words: readonly string[] }
  /** The whole value matches this RE2 expression. */
  | { readonly type: 'pattern'; readonly source: string };

export type ArgumentPattern =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'hole'; readonly hole: Hole }
  /** All that is left, none included. `each` is what every one of them must be; `null` for anything. */
  | { readonly kind: 'rest'; readonly each: Hole | null };

export type Spelling<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

const ok = <T>(value: T): Spelling<T> => ({ ok: true, value });
const bad = (problem: string): { readonly ok: false; readonly problem: string } => ({ ok: false, problem });

/** A large policy says the same few things over and over, and each is read once by its schema and once to be compiled. */
const READ_BEFORE = new Map<string, Spelling<ArgumentPattern>>();
const MOST_KEPT = 4096;

/** @returns the pattern, or what is wrong with its spelling in one sentence */
export function parseArgumentPattern(text: string): Spelling<ArgumentPattern> {
  const known = READ_BEFORE.get(text);
  if (known !== undefined) return known;
  const read = readArgumentPattern(text);
  if (READ_BEFORE.size >= MOST_KEPT) READ_BEFORE.clear();
  READ_BEFORE.set(text, read);
  return read;
}

function readArgumentPattern(text: string): Spelling<ArgumentPattern> {
  if (text === '...') return ok({ kind: 'rest', each: null });
  const hole = /^<(.*)>(\.\.\.)?$/su.exec(text);
  if (hole !== null) {
    const parsed = parseHole(hole[1] ?? '');
    if (!parsed.ok) return parsed;
    return ok(hole[2] === undefined ? { kind: 'hole', hole: parsed.value } : { kind: 'rest', each: parsed.value });
  }
  const words = parseWords(text);
  return words.ok ? ok({ kind: 'words', words: words.value }) : words;
}

/** A flag's value: a hole, or words of which it must be one. */
export function parseFlagValue(text: string): Spelling<Hole | 'none'> {
  if (text === 'none') return ok('none');
  const pattern = parseArgumentPattern(text);
  if (!pattern.ok) return pattern;
  if (pattern.value.kind === 'rest') return bad('a flag takes one value, so “...” cannot stand here.');
  return ok(pattern.value.kind === 'hole' ? pattern.value.hole : { type: 'enum', words: pattern.value.words });
}

function parseWords(text: string): Spelling<readonly string[]> {
  if (/[<>]/u.test(text)) {
    return bad('“<” and “>” enclose a whole typed hole such as "<path:read>"; nothing may stand beside it.');
  }
  if (text.length > 3 && text.endsWith('...')) {
    const word = text.slice(0, -3).trim();
    return bad(`“...” is an entry of its own: write ["${word}", "..."].`);
  }
  const words = text.split('|');
  if (words.includes('')) return bad('an alternative is empty: expected words with “|” between them.');
  if (new Set(words).size !== words.length) return bad('the same word stands there twice.');
  return ok(words);
}

function parseHole(inside: string): Spelling<Hole> {
  const colon = inside.indexOf(':');
  const name = colon < 0 ? inside : inside.slice(0, colon);
  const detail = colon < 0 ? null : inside.slice(colon + 1);
  switch (name) {
    case 'text':
      return detail === null ? ok({ type: 'text' }) : bad('"<text>" takes nothing after a colon.');
    case 'int':
      return parseRange(detail);
    case 'path':
      if (detail === 'read' || detail === 'write' || detail === 'exec') return ok({ type: 'path', access: detail });
      return bad('expected "<path:read>", "<path:write>" or "<path:exec>".');
    case 'host': {
      const hosts = parseHosts(detail);
      return hosts.ok ? ok({ type: 'host', hosts: hosts.value }) : hosts;
    }
    case 'port': {
      const ports = parsePorts(detail);
      return ports.ok ? ok({ type: 'port', ranges: ports.value }) : ports;
    }
    case 'url': {
      const urls = parseUrls(detail);
      return urls.ok ? ok({ type: 'url', places: urls.value }) : urls;
    }
    case 'enum': {
      const words = parseWords(detail ?? '');
      return words.ok ? ok({ type: 'enum', words: words.value }) : bad(`expected "<enum:one|two>": ${words.problem}`);
    }
    case 'pattern':
      return detail === null || detail === ''
        ? bad('expected a regular expression: "<pattern:v[0-9]+>".')
        : ok({ type: 'pattern', source: detail });
    default:
      return bad(`there is no hole “<${name}>”: expected text, int, path, enum, pattern, host, port or url.`);
  }
}

function parseRange(detail: string | null): Spelling<Hole> {
  if (detail === null) return ok({ type: 'int', min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
  const parts = /^(-?\d{1,15})-(-?\d{1,15})$/u.exec(detail);
  if (parts === null) return bad('expected a range such as "<int:1-100>".');
  const min = Number(parts[1]);
  const max = Number(parts[2]);
  if (min > max) return bad(`the range ${detail} is empty: its first number is the larger one.`);
  return ok({ type: 'int', min, max });
}

const pathWords = {
  read: 'a path that may be read',
  write: 'a path that may be written',
  exec: 'a script that may be read',
} as const;

/** What a hole accepts, in words: `a number from 1 to 100`. */
export function describeHole(hole: Hole): string {
  switch (hole.type) {
    case 'text':
      return 'any text';
    case 'int':
      return hole.min === Number.MIN_SAFE_INTEGER ? 'a whole number' : `a number from ${hole.min} to ${hole.max}`;
    case 'path':
      return pathWords[hole.access];
    case 'host':
      return hole.hosts === null ? 'a host' : orList(hole.hosts);
    case 'port':
      return `a port (${orList(describePorts(hole.ranges))})`;
    case 'url':
      return `a URL at ${orList(hole.places.map(describeUrl))}`;
    case 'enum':
      return orList(hole.words);
    case 'pattern':
      return `text that matches ${hole.source}`;
  }
}

/** `a`, `a or b`, `a, b or c`. */
export function orList(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
