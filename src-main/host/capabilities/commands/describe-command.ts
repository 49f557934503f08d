/** A command as one sentence for a person. The exact tokens stand beside it; here they are only quoted where they would run together. */
import type { CommandPlan } from '#shared/model/index.ts';

const MAX_SENTENCE_LENGTH = 200;

export function describeCommand(plan: CommandPlan): string {
  const words = plan.argv.map((token) => (/^[\w@%+=:,./-]+$/.test(token) ? token : JSON.stringify(token))).join(' ');
  const shown =
    words.length > MAX_SENTENCE_LENGTH ? `${words.slice(0, MAX_SENTENCE_LENGTH)}… (${plan.argv.length} words)` : words;
  return `Run ${shown} in ${plan.cwd.path}`;
}
