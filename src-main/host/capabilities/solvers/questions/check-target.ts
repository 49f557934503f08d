/** The tool `check_target_allowed`: whether the policy lets a target be reached, and by what. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import type { NameLookup } from '#host/ports/index.ts';
import { Refused, type TargetCheckPlan } from '#shared/model/index.ts';
import { canonicalAddress, type SolverPolicy, TargetUse } from '#shared/policy/index.ts';
import { pinTarget } from '../pin-target.ts';
import { TargetInput } from '../solver-input.ts';

const Input = z.strictObject(TargetInput.shape);

const Answer = z.object({
  use: TargetUse,
  allowed: z.boolean(),
  rule_id: z.string().nullable(),
  reason: z.string().nullable(),
});

const Output = z.object({
  ok: z.literal(true).describe('The question was answered.'),
  allowed: z.boolean().describe('A solver may reach it. Whether a person is asked first is another question.'),
  host: z.string(),
  port: z.number().int(),
  protocol: z.string(),
  addresses: z.array(z.string()).nullable().describe('What the name stands for; null where it was not looked up.'),
  uses: z.array(Answer).describe('Of solvers, probes and scans.'),
  reason: z.string().nullable(),
  hint: z.string().nullable(),
});

export interface CheckTargetParts {
  readonly names: NameLookup;
  readonly policy: () => SolverPolicy;
}

export function checkTarget(
  parts: CheckTargetParts,
): Capability<z.output<typeof Input>, TargetCheckPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'check_target_allowed',
      title: 'Check a target',
      description:
        'Says whether the policy lists a target for solvers, probes and scans. A name is looked up only if it is listed; nothing is sent to the target.',
      input: Input,
      output: Output,
      badInput: 'REQUEST_INVALID',
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    },
    transcriptBytes: () => null,
    plan: async (_request, { host, port, protocol }, { solvers }) => ({
      ...{ kind: 'target.check', host: canonicalAddress(host) ?? host.toLowerCase(), port, protocol },
      ...(await lookedUp({ host: host.toLowerCase(), port, protocol }, solvers, parts.names)),
    }),
    describe: ({ host, port }) => `Ask whether ${host}, port ${port}, may be reached`,
    drift: async () => [],
    release: async () => undefined,
    async perform(grant) {
      return { output: answerOf(await Grant.redeem(grant), parts.policy()), failed: false };
    },
  };
}

type Found = Pick<TargetCheckPlan, 'addresses' | 'problem'>;

/** For the first use that the policy lists it for: the addresses are the same for all. */
async function lookedUp(target: z.output<typeof Input>, policy: SolverPolicy, names: NameLookup): Promise<Found> {
  const asked = { ...target, host: canonicalAddress(target.host) ?? target.host, addresses: null };
  const use = TargetUse.options.find((each) => policy.targetVerdict({ ...asked, use: each }).verdict === 'allow');
  if (use === undefined) return { addresses: null, problem: null };
  try {
    return { addresses: (await pinTarget(target, use, policy, names)).addresses, problem: null };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { addresses: null, problem: error.refusal.message };
  }
}

function answerOf({ host, port, protocol, addresses, problem }: TargetCheckPlan, policy: SolverPolicy) {
  const uses = TargetUse.options.map((use) => {
    const { verdict, rule, reasons, hint } = policy.targetVerdict({ host, port, protocol, addresses, use });
    const allowed = verdict === 'allow' && problem === null;
    const reason = allowed ? null : (problem ?? reasons.join(' '));
    return { use, allowed, rule_id: rule?.id ?? null, reason, hint };
  });
  const [solvers] = uses;
  return {
    ...{ ok: true as const, host, port, protocol, allowed: solvers?.allowed ?? false },
    addresses: addresses === null ? null : [...addresses],
    uses: uses.map(({ hint: _hint, ...answer }) => answer),
    reason: solvers?.reason ?? null,
    hint: solvers?.allowed === true ? null : (solvers?.hint ?? null),
  };
}
