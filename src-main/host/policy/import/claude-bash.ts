/**
 * `Bash(…)` entries. One that permits is taken only if it is plain words: exact, or with `:*` at its end. One that restricts always counts:
 * up to the first character that is more than a plain word, and for every word that begins as its last one does.
 */
import { isPlainWord, quotedForPattern } from '../language/literal-words.ts';
import { type Draft, type DraftCommand, FLAGS_ASK } from './draft.ts';

export interface BashRestriction {
  readonly verdict: 'ask' | 'deny';
  readonly from: string;
  /** Whole words that must be there. */
  readonly words: readonly string[];
  /** How the word after them begins; `null` when nothing may follow. Empty: anything may. */
  readonly open: string | null;
  /** Set where the entry says more than could be taken over. */
  readonly widened: boolean;
}

export interface BashEntry {
  /** The words of an entry that can permit. */
  readonly permit: { readonly words: readonly string[]; readonly prefix: boolean } | null;
  /** Why it cannot. */
  readonly whyNot: string;
  readonly restriction: Omit<BashRestriction, 'verdict' | 'from'>;
}

/** Characters that mean something to a shell or to the matcher of the source. */
const SPECIAL = /[*?[\]{}|&;<>()$`\\"'!#~\r\n\t]/u;

/** Programs that show the files that they are given. */
const READERS: ReadonlySet<string> = new Set(
  'cat head tail wc ls nl tac stat file sort uniq cut od xxd strings'.split(' '),
);

/** @param pattern what stands between the brackets; `*` for an entry without them */
export function readBash(pattern: string): BashEntry {
  const prefix = pattern.endsWith(':*');
  const plain = (prefix ? pattern.slice(0, -2) : pattern).trimStart();
  const at = SPECIAL.exec(plain)?.index;
  const words = plain.split(' ').filter((word) => word !== '');
  if (at === undefined && words.length > 0 && words.every(isPlainWord) && !words[0]?.includes('=')) {
    const open = prefix ? (words.at(-1) ?? '') : null;
    const restriction = { words: prefix ? words.slice(0, -1) : words, open, widened: false };
    return { permit: { words, prefix }, whyNot: '', restriction };
  }
  return { permit: null, whyNot: whyNot(plain, words), restriction: widened(plain.slice(0, at ?? plain.length)) };
}

function whyNot(plain: string, words: readonly string[]): string {
  if (words.length === 0 || plain === '*') return 'it allows every command, and there is no such mode here';
  if (words[0]?.includes('=') === true) return 'it sets a variable before the command, which takes a shell';
  if (/[*?[\]{}]/u.test(plain)) return 'its wildcard could stand for anything; only “:*” at the end can be taken over';
  return 'it has shell syntax in it, and no command here goes through a shell';
}

/** What a restriction surely begins with. */
function widened(known: string): BashEntry['restriction'] {
  const words = known.replace(/:$/u, '').split(' ');
  const open = words.at(-1) ?? '';
  const whole = words.slice(0, -1).filter((word) => word !== '');
  const plain = whole.findIndex((word) => !isPlainWord(word));
  if (plain >= 0) return { words: whole.slice(0, plain), open: '', widened: true };
  return { words: whole, open: isPlainWord(open) ? open : '', widened: true };
}

export async function addBash(
  { permit, whyNot }: BashEntry,
  verdict: 'allow' | 'ask',
  from: string,
  draft: Draft,
): Promise<void> {
  if (permit === null) {
    // One that asks is a restriction all the same, and says so there.
    if (verdict === 'allow') draft.leftOut(from, whyNot);
    return;
  }
  const [name = '', ...words] = permit.words;
  const command = await draft.command(name, from);
  if (command === undefined) return;
  if (permit.prefix && words.length === 0 && READERS.has(name)) {
    const tightened = 'its arguments are checked as paths, so that what may not be read stays unread; flags ask';
    draft.add(command, { verdict, args: ['<path:read>...'], from, tightened });
    return;
  }
  const args = permit.prefix ? [...words, '...'] : words;
  if (verdict === 'allow' && permit.prefix) draft.add(command, { verdict, args, from, tightened: FLAGS_ASK });
  else draft.add(command, { verdict, args, from });
}

/** Puts a restriction on every command that it could be about. */
export function restrict(restriction: BashRestriction, draft: Draft): void {
  const { verdict, words, open, from } = restriction;
  if (words.length === 0 && open === '') {
    restrictAll(restriction, draft);
    return;
  }
  const about = [...draft.commands.values()].filter(({ name }) =>
    words.length === 0 ? name.startsWith(open ?? '') : name === words[0],
  );
  if (about.length === 0) draft.leftOut(from, 'nothing else is listed for that command, so it is denied anyway');
  for (const command of about) {
    const args = argsOf(restriction, command);
    const isThere = command.rules.some((rule) => rule.verdict === verdict && sameWords(rule.args, args));
    if (!isThere) addRestriction(command, args, restriction, draft);
  }
}

const sameWords = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((word, index) => word === other[index]);

/** `git push:*` may mean every word that begins with “push”; that is spelt out where something would permit such a word. */
function argsOf({ words, open }: BashRestriction, { rules }: DraftCommand): readonly string[] {
  const [, ...rest] = words;
  if (open === null) return rest;
  if (words.length === 0 || open === '') return [...rest, '...'];
  const isPermitted = rules.some(({ verdict, args }) => {
    if (verdict === 'deny') return false;
    const apart = args.findIndex((word, index) => word !== rest[index]);
    const word = args[apart] ?? '';
    return word === '...' || (apart === rest.length && word !== open && word.startsWith(open));
  });
  return [...rest, isPermitted ? `<pattern:(?s:${quotedForPattern(open)}.*)>` : open, '...'];
}

function addRestriction(
  command: DraftCommand,
  args: readonly string[],
  { verdict, from, widened }: BashRestriction,
  draft: Draft,
): void {
  draft.add(command, {
    ...{ verdict, args, from },
    ...(widened
      ? { tightened: 'the rest of it cannot be said of an argument vector, so it counts for all of these' }
      : {}),
  });
}

function restrictAll({ verdict, from }: BashRestriction, draft: Draft): void {
  if (verdict === 'deny' && /\((?:\*|:\*)?\)$|Bash$/u.test(from.trim())) {
    draft.leftOut(from, 'it denies every command, so none is listed');
    draft.commands.clear();
    return;
  }
  draft.askForAll(`“${from}” may be about any command, and cannot be said of an argument vector`);
  draft.notes.push({ kind: 'tightened', from, to: 'Ask before everything', because: 'it may be about any command' });
}
