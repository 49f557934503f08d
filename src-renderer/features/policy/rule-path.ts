/** A rule's id, read back: which command, which of its lists, which place in it. */

export interface RulePath {
  readonly command: string;
  /** `null`: the command itself, listed without a rule. */
  readonly list: 'rules' | 'allowed_prefixes' | 'requires_confirmation' | null;
  /** `null` where the list is `true` for the whole command. */
  readonly index: number | null;
}

/** @returns `null` for rules that stand elsewhere: built in, or under a client */
export function rulePathOf(id: string): RulePath | null {
  const [, command, list, index] =
    /^commands\.(.+?)(?:\.(rules|allowed_prefixes|requires_confirmation)(?:\[(\d+)\])?)?$/u.exec(id) ?? [];
  if (command === undefined) return null;
  switch (list) {
    case 'rules':
    case 'allowed_prefixes':
    case 'requires_confirmation':
      return { command, list, index: index === undefined ? null : Number(index) };
    default:
      return { command, list: null, index: null };
  }
}

/** Where it stands in the document. */
export function pathOf({ command, list, index }: RulePath): readonly (string | number)[] {
  if (list === null) return ['commands', command];
  return index === null ? ['commands', command, list] : ['commands', command, list, index];
}
