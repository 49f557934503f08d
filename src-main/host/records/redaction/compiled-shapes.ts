/** The table of shapes as three regular expressions: a secret, the unfinished beginning of one at the end of a text, and its further run. */
import { privateKey, type SecretShape, secretShapes } from './secret-shapes.ts';

/** One secret in a text. */
export interface FoundSecret {
  readonly name: string;
  /** Offset of what must not be shown. */
  readonly from: number;
  readonly to: number;
  /** The characters that the secret would go on with, if it stands at the end; `null` where its end is certain. */
  readonly body: RegExp | null;
  readonly isPrivateKey: boolean;
}

const complete = ({ start, body, min, followedBy }: SecretShape): string =>
  followedBy === undefined
    ? `(${start})${body}{${min},}`
    : `(${start})${body}{${min},${followedBy.max}}(?=${followedBy.pattern})`;

const unfinished = ({ start, body, min, followedBy, unfinishedStart }: SecretShape): string => {
  const most = followedBy === undefined ? min - 1 : followedBy.max;
  const begun = `${start}${body}{0,${most}}`;
  return unfinishedStart === undefined ? begun : `${begun}|${unfinishedStart}`;
};

const secretPattern = new RegExp([...secretShapes.map(complete), `(${privateKey.start})`].join('|'), 'g');
const unfinishedPattern = new RegExp(
  `(?:${[...secretShapes.map(unfinished), privateKey.unfinishedStart].join('|')})$`,
  'g',
);
const bodies: readonly (RegExp | null)[] = secretShapes.map(({ body, followedBy }) =>
  followedBy === undefined ? new RegExp(`${body}*`, 'y') : null,
);

/** Whether there is anything to redact; the quick way out for the many texts without. */
export function hasSecret(text: string): boolean {
  secretPattern.lastIndex = 0;
  return secretPattern.test(text);
}

/** @returns the first secret at or after `at` */
export function findSecret(text: string, at: number): FoundSecret | undefined {
  secretPattern.lastIndex = at;
  const match = secretPattern.exec(text);
  if (match === null) return undefined;
  const which = match.findIndex((group, index) => index > 0 && group !== undefined) - 1;
  const to = match.index + match[0].length;
  const shape = secretShapes[which];
  if (shape === undefined) return { name: privateKey.name, from: match.index, to, body: null, isPrivateKey: true };
  const from = shape.keepsStart ? match.index + (match[which + 1]?.length ?? 0) : match.index;
  return { name: shape.name, from, to, body: bodies[which] ?? null, isPrivateKey: false };
}

/** @returns where the text's end begins to look like a secret that is not complete yet; its length when it does not */
export function findUnfinished(text: string, at: number): number {
  unfinishedPattern.lastIndex = at;
  return unfinishedPattern.exec(text)?.index ?? text.length;
}

/** @returns the offset behind the run of `body` that stands at `at` */
export function endOfRun(body: RegExp, text: string, at: number): number {
  body.lastIndex = at;
  return at + (body.exec(text)?.[0].length ?? 0);
}
