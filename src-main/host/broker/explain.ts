/** What would happen to a request: the same planning and the same decision, and nothing after it. */
import { Refused, type Request, type Verdict } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/compiled-policy.ts';
import { quoted } from '#shared/text/index.ts';
import type { BrokerParts } from './journey.ts';
import { parseInput } from './parse-input.ts';
import { refusalOf } from './refusal-of.ts';

const NEVER = new AbortController().signal;

export async function explainRequest(
  { capabilities, policies, clock, log }: Pick<BrokerParts, 'capabilities' | 'policies' | 'clock' | 'log'>,
  request: Request,
  policy: CompiledPolicy,
): Promise<Verdict> {
  try {
    const capability = capabilities.get(request.tool);
    if (capability === undefined)
      throw new Refused('BAD_INPUT', { message: `There is no tool named ${quoted(request.tool)}.` });
    const plan = await capability.plan(request, parseInput(capability, request), policy, NEVER);
    try {
      return policies.decide(plan, request.client, policy, clock.nowMs());
    } finally {
      await capability.release(plan);
    }
  } catch (error) {
    // A request that cannot even be planned is denied, and says why in the same form.
    const { rule, hint, message } = refusalOf(error, log);
    return { verdict: 'deny', rule, lost: [], reasons: [message], hint };
  }
}
