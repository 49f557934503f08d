/** What a person can type while watching. What answers is a whole word; only what shows something has a letter of its own. Pure. */
import { ApprovalLifetime, ApprovalScope } from '#shared/model/index.ts';

export type TypedLine =
  | { readonly verb: 'approve'; readonly scope: ApprovalScope; readonly lifetime: Exclude<ApprovalLifetime, 'always'> }
  | { readonly verb: 'deny' | 'deny-these'; readonly because: string | null }
  | { readonly verb: 'note'; readonly text: string | null }
  | { [V in Plain]: { readonly verb: V } }[Plain]
  | { readonly verb: 'help'; readonly text: string };

const plain = [
  'approve-these',
  'hold',
  'next',
  'list',
  'show',
  'these',
  'offers',
  'pause',
  'resume',
  'lock',
  'quit',
] as const;
type Plain = (typeof plain)[number];
const letters: Readonly<Record<string, string>> = {
  n: 'next',
  l: 'list',
  s: 'show',
  t: 'these',
  o: 'offers',
  q: 'quit',
  '?': 'help',
};

const HELP = [
  'approve: this card, exactly and once · approve [template|rule] session|hour|until-quit: more than that; see offers',
  'deny [REASON]: the agent is told the reason · hold: keep it up to an hour',
  'note TEXT: for yourself, kept with your next answer to this card; the agent never sees it',
  'these (t): the cards like this one · approve-these: each of them once · deny-these [REASON]',
  'next (n) · show (s) · list (l) · offers (o) · pause · resume · lock · quit (q)',
].join('\n');

const MAX_REASON_LENGTH = 2000;

/** Anything but the exact words is answered with help, and answers no card. */
export function parseLine(text: string): TypedLine {
  const [typed = '', rest = ''] = splitOnce(text.trim());
  const verb = letters[typed] ?? typed;
  if (verb === 'approve') return approval(rest);
  if (verb === 'deny' || verb === 'deny-these') {
    if (rest.length > MAX_REASON_LENGTH)
      return help(`The reason is too long: expected at most ${MAX_REASON_LENGTH} characters.`);
    return { verb, because: rest === '' ? null : rest };
  }
  if (verb === 'note') {
    if (rest.length > MAX_REASON_LENGTH)
      return help(`The note is too long: expected at most ${MAX_REASON_LENGTH} characters.`);
    return { verb, text: rest === '' ? null : rest };
  }
  if (verb === '' || verb === 'help') return help();
  if (isPlain(verb))
    return rest === '' ? { verb } : help(`Expected ${verb} alone, because it is about the card that is up.`);
  return help(`${JSON.stringify(verb.slice(0, 40))} is not one of the words.`);
}

function approval(rest: string): TypedLine {
  const words = rest === '' ? [] : rest.split(/\s+/u);
  const scope = words.find((word) => isScope(word));
  const lifetime = words.find((word) => isLifetime(word));
  const known = [scope, lifetime].filter((word) => word !== undefined);
  if (known.length !== words.length) return help(`${JSON.stringify(rest.slice(0, 40))} does not go with approve.`);
  if (scope !== undefined && scope !== 'exact' && (lifetime ?? 'once') === 'once')
    return help(`Say for how long, too: approve ${scope} session, hour or until-quit.`);
  return { verb: 'approve', scope: scope ?? 'exact', lifetime: lifetime ?? 'once' };
}

const isScope = (word: string): word is ApprovalScope => ApprovalScope.safeParse(word).success;
const isLifetime = (word: string): word is Exclude<ApprovalLifetime, 'always'> =>
  word !== 'always' && ApprovalLifetime.safeParse(word).success;
const isPlain = (verb: string): verb is Plain => plain.some((known) => known === verb);

const help = (first?: string): TypedLine => ({ verb: 'help', text: first === undefined ? HELP : `${first}\n${HELP}` });

function splitOnce(text: string): readonly string[] {
  const space = text.search(/\s/);
  return space < 0 ? [text] : [text.slice(0, space), text.slice(space).trim()];
}
