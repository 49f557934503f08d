/** The tool `get_capabilities`: which tools, commands and limits there are for this client, on which machine, behind which fence. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import type { PolicyCapabilitiesPlan } from '#shared/model/index.ts';
import type { PolicyLimits } from '#shared/policy/index.ts';
import type { QuestionParts } from './policy-answers.ts';

const Input = z.strictObject({});

const Output = z.object({
  success: z.literal(true),
  ok: z.literal(true),
  server: z.object({ name: z.literal('countersign'), version: z.string(), platform: z.string() }),
  client: z.string().describe('The name that the person gave this client.'),
  policy: z.object({ state: z.string(), version: z.number().int() }),
  sandbox: z.object({ name: z.string().nullable(), sentence: z.string() }),
  tools: z.array(z.object({ name: z.string(), title: z.string() })),
  commands: z.array(z.object({ command: z.string(), sentences: z.array(z.string()) })),
  limits: z.object({
    concurrent_requests: z.number().int(),
    sessions: z.number().int(),
    session_idle_seconds: z.number(),
    approval_timeout_seconds: z.number().describe('How long a question waits for a person.'),
    argument_bytes: z.number().int(),
  }),
});

export interface CapabilitiesParts extends Pick<QuestionParts, 'can'> {
  readonly version: string;
  readonly limits: () => PolicyLimits;
  readonly policyState: () => { readonly state: string; readonly version: number };
  readonly sandbox: () => { readonly name: string | null; readonly sentence: string };
  /** Every tool, this one included. */
  readonly tools: () => readonly { readonly name: string; readonly title: string }[];
}

export function getCapabilities(
  parts: CapabilitiesParts,
): Capability<z.output<typeof Input>, PolicyCapabilitiesPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'get_capabilities',
      title: 'Get capabilities',
      description: 'Lists the tools, the commands that the policy has for this client, the limits, and the sandbox.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    transcriptBytes: () => null,
    plan: async () => ({ kind: 'policy.capabilities' }),
    describe: () => 'Ask which tools, commands and limits it has',
    drift: async () => [],
    release: async () => undefined,
    async perform(grant, _run, request) {
      await Grant.redeem(grant);
      return { output: outputOf(parts, request.client.name), failed: false };
    },
  };
}

function outputOf(parts: CapabilitiesParts, client: string): z.output<typeof Output> {
  const limits = parts.limits();
  const { state, version } = parts.policyState();
  const { name, sentence } = parts.sandbox();
  return {
    success: true,
    ok: true,
    client,
    server: { name: 'countersign', version: parts.version, platform: process.platform },
    policy: { state, version },
    sandbox: { name, sentence },
    tools: parts.tools().map((tool) => ({ name: tool.name, title: tool.title })),
    commands: parts.can(client).map(({ command, sentences }) => ({ command, sentences: [...sentences] })),
    limits: {
      concurrent_requests: limits.concurrentPerClient,
      sessions: limits.sessionsPerClient,
      session_idle_seconds: limits.sessionIdleMs / 1000,
      approval_timeout_seconds: limits.approvalTimeoutMs / 1000,
      argument_bytes: limits.maxArgumentBytes,
    },
  };
}
