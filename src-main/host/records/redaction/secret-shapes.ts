/**
 * What secrets look like in text. Each shape is a start, then a run of body characters. The patterns run over text and over bytes read
 * as latin1 alike, so they name ASCII only, and no pattern can look at one character more than a bounded number of times.
 */

export interface SecretShape {
  /** What the marker says: `•••(github token)`. */
  readonly name: string;
  /** Regular expression source without capturing groups. */
  readonly start: string;
  /** Whether the start stays readable (`password=`) or is part of the secret (`ghp_`). */
  readonly keepsStart: boolean;
  /** Character class of the secret. */
  readonly body: string;
  /** Fewer body characters than this are no secret. */
  readonly min: number;
  /** What must follow the body, with the body's greatest length; without it the body goes on as far as its class reaches. */
  readonly followedBy?: { readonly pattern: string; readonly max: number };
  /** What the end of a text may be while its start is not complete yet but already gives something away. */
  readonly unfinishedStart?: string;
}

const WORD_EDGE = '(?<![A-Za-z0-9])';
const SECRET_WORD = '(?:token(?!s|iz)|secret|passw(?:or)?d|passphrase|api[_-]?key|access[_-]?key|private[_-]?key)';

const token = (name: string, start: string, body: string, min: number): SecretShape => ({
  name,
  start: `${WORD_EDGE}${start}`,
  keepsStart: false,
  body,
  min,
});

export const secretShapes: readonly SecretShape[] = [
  token('countersign token', 'csn_', '[\\w-]', 20),
  token('github token', '(?:gh[pousr]_|github_pat_)', '\\w', 20),
  token('gitlab token', 'glpat-', '[\\w-]', 20),
  token('slack token', 'xox[abeoprs]-', '[\\w-]', 10),
  token('stripe key', '[rs]k_(?:live|test)_', '\\w', 16),
  token('api key', 'sk-', '[\\w-]', 20),
  token('aws key', '(?:AKIA|ASIA)', '[A-Z0-9]', 16),
  token('google key', 'AIza', '[\\w-]', 30),
  token('npm token', 'npm_', '[A-Za-z0-9]', 30),
  token('hugging face token', 'hf_', '[A-Za-z0-9]', 30),
  {
    name: 'jwt',
    start: '(?<![\\w-])eyJ[\\w-]{8,1024}\\.eyJ',
    keepsStart: false,
    body: '[\\w.-]',
    min: 8,
    unfinishedStart: '(?<![\\w-])eyJ[\\w-]{0,1024}(?:\\.(?:ey?)?)?',
  },
  { name: 'bearer token', start: '(?i:bearer)[ \\t]{1,4}', keepsStart: true, body: '[\\w.~+/=-]', min: 16 },
  {
    name: 'credentials',
    start:
      '(?i:authorization|cookie|x-api-key)["\']?[ \\t]{0,4}:[ \\t]{0,4}["\']?(?![ \\t]{0,4}["\']?(?:•|\\xe2\\x80\\xa2))',
    keepsStart: true,
    body: '[^\\r\\n"\']',
    min: 8,
  },
  {
    name: 'password',
    start: '://[^/\\t\\n\\r :@]{0,64}:(?!•|\\xe2\\x80\\xa2)',
    keepsStart: true,
    body: '[^/\\t\\n\\r @]',
    min: 1,
    followedBy: { pattern: '@', max: 256 },
  },
  {
    name: 'secret',
    start: `(?i:${SECRET_WORD})[\\w-]{0,16}(?:["']?=["']?|["']?[ \\t]?:[ \\t]?["'])(?![$({<•]|\\xe2\\x80\\xa2)`,
    keepsStart: true,
    body: '[^\\t\\n\\r "\'&;,<>|`]',
    min: 4,
  },
];

/** A private key runs from its first line to its last, or to the first character that no key has in it. */
export const privateKey = {
  name: 'private key',
  start: '-----BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?-----(?![^\\\\\\t\\r\\n ])',
  unfinishedStart: '-----BEGIN [A-Z0-9 ]{0,48}-{0,5}',
  body: '[A-Za-z0-9+/=\\t\\r\\n \\\\:,.-]',
  end: '-----END [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?-----',
  unfinishedEnd: '(?:-{1,5}|-----E(?:N(?:D[A-Z0-9 ]{0,48}-{0,4})?)?)$',
  /** A longer one is not a key: what follows is shown again. */
  maxLength: 32_768,
} as const;

/** Longest start that can have been given out before the secret itself came; a scanner remembers as much. */
export const LONGEST_START = 128;
/** Longest text that can be held back because it may become a secret. */
export const LONGEST_UNFINISHED = 1200;
