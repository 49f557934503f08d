/** The refusal of a command that the policy does not list, with what its caller may have meant. */
import { Refused } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/index.ts';
import { nearestWord, quoted } from '#shared/text/index.ts';

const MOST_NAMED = 40;

export function unlistedCommand(
  argv: readonly string[],
  { commandNames }: Pick<CompiledPolicy, 'commandNames'>,
): Refused {
  const [name = ''] = argv;
  return new Refused('POLICY_DENIED', {
    message: `${quoted(name)} is not a command that the policy lists.`,
    hint: commandNames.length === 0 ? 'The policy lists no commands at all.' : whatWasMeant(name, commandNames),
  });
}

function whatWasMeant(name: string, listed: readonly string[]): string {
  const [first = '', ...more] = name.trim().split(/\s+/u);
  if (more.length > 0 && listed.includes(first))
    return `There is no shell: make each word an entry of argv, beginning with "${first}".`;
  const path = listed.find((each) => name.endsWith(`/${each}`));
  if (path !== undefined) return `A command is named as the policy lists it, without a path: "${path}".`;
  const meant = nearestWord(name, listed);
  const others = listed.length > MOST_NAMED ? ` and ${listed.length - MOST_NAMED} more` : '';
  return `${meant === undefined ? '' : `Did you mean "${meant}"? `}Name one of the listed commands as argv[0]: ${listed.slice(0, MOST_NAMED).join(', ')}${others}.`;
}
