/** Finds a text or a regular expression line by line, in time that is linear in what is searched, whatever an agent sends. */
import { RE2JS } from 're2js';
import { Refused } from '#shared/model/index.ts';

/** Of a longer line only the beginning is matched and shown. */
const MOST_LINE_BYTES = 16 * 1024;
const MOST_SHOWN = 500;
const NEWLINE = 10;
/** So often does a matcher let its caller breathe. */
const LINES_A_BREATH = 64;

export interface Hit {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in characters. */
  readonly column: number;
  readonly text: string;
  /** Whether the line is longer than what is shown. */
  readonly isCut: boolean;
}

/** Yields each line that matches, and `null` now and then between. */
export type LineMatcher = (bytes: Buffer) => Generator<Hit | null>;

/** @throws Refused BAD_INPUT for an expression that RE2 does not take */
export function lineMatcher(text: string, regex: boolean, ignoreCase: boolean): LineMatcher {
  if (!regex && !ignoreCase) return literal(Buffer.from(text, 'utf8'));
  const columnOf = regex ? byExpression(text, ignoreCase) : byText(text);
  return (bytes) => eachLine(bytes, columnOf);
}

type ColumnOf = (line: string) => number;

function byExpression(text: string, ignoreCase: boolean): ColumnOf {
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(text, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Refused('BAD_INPUT', {
      message: `The regular expression cannot be read (RE2): ${why.slice(0, 300)}`,
      cause,
    });
  }
  return (line) => {
    const matcher = pattern.matcher(line);
    return matcher.find() ? matcher.start() : -1;
  };
}

/** A literal has nothing to go back to, so the platform's own engine is linear in it. */
function byText(text: string): ColumnOf {
  const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&'), 'iu');
  return (line) => line.search(pattern);
}

/** Looks for the bytes first: only lines that hold them are made into text. */
function literal(wanted: Buffer): LineMatcher {
  return function* find(bytes) {
    let [line, counted] = [1, 0];
    for (let at = bytes.indexOf(wanted); at >= 0; ) {
      for (let next = bytes.indexOf(NEWLINE, counted); next >= 0 && next < at; next = bytes.indexOf(NEWLINE, counted)) {
        line += 1;
        counted = next + 1;
      }
      const start = bytes.lastIndexOf(NEWLINE, at) + 1;
      const found = bytes.indexOf(NEWLINE, at);
      const end = found < 0 ? bytes.length : found;
      yield hitOf(bytes.subarray(start, end), line, bytes.subarray(start, at).toString('utf8').length);
      at = found < 0 ? -1 : bytes.indexOf(wanted, end + 1);
    }
  };
}

function* eachLine(bytes: Buffer, columnOf: ColumnOf): Generator<Hit | null> {
  let line = 0;
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(NEWLINE, start);
    const end = found < 0 ? bytes.length : found;
    line += 1;
    const raw = bytes.subarray(start, end);
    const column = columnOf(textOf(raw));
    if (column >= 0) yield hitOf(raw, line, column);
    else if (line % LINES_A_BREATH === 0) yield null;
    start = end + 1;
  }
}

function hitOf(raw: Buffer, line: number, column: number): Hit {
  const text = textOf(raw);
  // What was found must be seen, wherever in the line it stands.
  const from = column > MOST_SHOWN / 2 ? Math.min(column - 100, Math.max(0, text.length - MOST_SHOWN)) : 0;
  const shown = text.slice(from, from + MOST_SHOWN).toWellFormed();
  return { line, column: column + 1, text: shown, isCut: shown.length < text.length || raw.length > MOST_LINE_BYTES };
}

const textOf = (raw: Buffer): string => raw.subarray(0, MOST_LINE_BYTES).toString('utf8').replace(/\r$/u, '');
