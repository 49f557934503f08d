/**
 * From one request, three rules that would let it through, each wider than the one before: these very words in this folder; this verb and
 * these flags on any files of the workspace; the same shape with other values. Flags are never made wider: they stand where they stood.
 */
import type { AlwaysChoice } from '#shared/contract/index.ts';
import { asItself, asKind, asPath, type Place } from './spell-words.ts';

export interface Shape {
  readonly choice: AlwaysChoice;
  readonly args: readonly string[];
  readonly cwd: readonly string[];
}

export interface Surroundings extends Place {
  /** The listed folder that `cwd` is in, as it is written: the workspace. */
  readonly workspace: string | null;
  /** How many words at the front a rule of the policy knows as the command's name going on. */
  readonly knownVerb: number;
}

/** Most words that a rule can hold. */
const MOST_WORDS = 64;

/** @param argv the command's name first. @returns none when a word cannot be spelt; no two that say the same */
export function ruleShapes(argv: readonly string[], around: Surroundings): readonly Shape[] {
  const words = argv.slice(1);
  const end = words.indexOf('--');
  const spelt = words.map((word, at) => asItself(word, end >= 0 && at > end));
  const exact = spelt.filter((text) => text !== null);
  if (exact.length !== words.length || words.length > MOST_WORDS) return [];
  const verb = verbLength(argv, around);
  /** Flags stay, and the verb stays; after “--” a word with a dash stays as well. */
  const free = (at: number): boolean => at >= verb && words[at]?.startsWith('-') === false;
  const paths = words.map((word, at) => (free(at) ? asPath(word, around) : null));
  const workspace = words.map((_, at) => paths[at] ?? exact[at] ?? '');
  const template = words.map((word, at) => paths[at] ?? (free(at) ? asKind(word) : (exact[at] ?? '')));
  const folder = isPlainGlob(around.cwd) ? [{ choice: 'exact' as const, args: exact, cwd: [around.cwd] }] : [];
  if (around.workspace === null) return folder;
  const cwd = [around.workspace];
  const shapes: readonly Shape[] = [
    ...folder,
    { choice: 'workspace', args: joined(workspace), cwd },
    { choice: 'template', args: joined(template), cwd },
  ];
  const said = new Set<string>();
  return shapes.filter(({ args, cwd: at }) => {
    const key = JSON.stringify([args, at]);
    return !said.has(key) && said.add(key);
  });
}

const isPlainGlob = (path: string): boolean => !/[*?]/u.test(path);

/** Several paths at the end are any number of them, one at least. */
function joined(args: readonly string[]): readonly string[] {
  const last = args.at(-1);
  if (last === undefined || !last.startsWith('<path:')) return args;
  const before = args.findLastIndex((text) => text !== last) + 1;
  return args.length - before < 2 ? args : [...args.slice(0, before + 1), `${last}...`];
}

/** Programs whose sub-commands are known to end after so many words; of others, every plain word at the front may be one. */
const depths: ReadonlyMap<string, number> = new Map([
  ['git', 2],
  ['hg', 2],
  ['svn', 2],
  ['gh', 2],
  ['glab', 2],
]);

/** How many words at the front, flags among them, are what is done and not what it is done to. */
function verbLength(argv: readonly string[], around: Surroundings): number {
  const words = argv.slice(1);
  const most = Math.max(depths.get(argv[0] ?? '') ?? Number.POSITIVE_INFINITY, around.knownVerb);
  let verb = 0;
  let taken = 0;
  for (const [at, word] of words.entries()) {
    if (taken >= most) break;
    if (word.startsWith('-')) continue;
    const isVerb = taken < around.knownVerb || (/^[a-z][a-z0-9-]*$/u.test(word) && asPath(word, around) === null);
    if (!isVerb) break;
    taken += 1;
    verb = at + 1;
  }
  return verb;
}
