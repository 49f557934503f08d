/** What a person can type while watching. Whole words only: no single key answers anything. Pure. */

export type TypedLine =
  | { readonly verb: 'approve' | 'hold' | 'next' | 'list' | 'show' | 'quit' }
  | { readonly verb: 'deny'; readonly because: string | null }
  | { readonly verb: 'help'; readonly text: string };

const HELP =
  'approve: this card, once · deny [REASON]: the agent is told the reason · hold: keep it up to an hour · next · show · list · quit';

const MAX_REASON_LENGTH = 2000;

/** Anything but the exact words is answered with help, and answers no card. */
export function parseLine(text: string): TypedLine {
  const [verb = '', rest = ''] = splitOnce(text.trim());
  if (verb === 'deny') {
    if (rest.length > MAX_REASON_LENGTH)
      return help(`The reason is too long: expected at most ${MAX_REASON_LENGTH} characters.`);
    return { verb, because: rest === '' ? null : rest };
  }
  if (verb === '' || verb === 'help' || verb === '?') return help();
  if (isPlain(verb))
    return rest === '' ? { verb } : help(`Expected ${verb} alone, because it is about the card that is up.`);
  return help(`${JSON.stringify(verb.slice(0, 40))} is not one of the words.`);
}

const plain = ['approve', 'hold', 'next', 'list', 'show', 'quit'] as const;
const isPlain = (verb: string): verb is (typeof plain)[number] => plain.some((known) => known === verb);

const help = (first?: string): TypedLine => ({ verb: 'help', text: first === undefined ? HELP : `${first}\n${HELP}` });

function splitOnce(text: string): readonly string[] {
  const space = text.search(/\s/);
  return space < 0 ? [text] : [text.slice(0, space), text.slice(space).trim()];
}
