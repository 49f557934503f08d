/** The tool `explain_policy`: what a client may do, and why a request would be allowed, asked about or refused. Runs nothing. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import type { PolicyExplainPlan } from '#shared/model/index.ts';
import { Answer, answerOf, type QuestionParts, supposed } from './policy-answers.ts';

const Input = z.strictObject({
  argv: z
    .array(z.string())
    .min(1)
    .max(1000)
    .optional()
    .describe('The command to explain, its name first. Without it: everything that this client may do.'),
  tool: z.string().min(1).max(100).default('execute_command').describe('Which tool the request would be for.'),
  cwd: z.string().min(1).max(4096).optional().describe('The folder it would run in (absolute path).'),
});

const Output = z.object({
  success: z.literal(true),
  answer: z.object(Answer).nullable().describe('null when no command was named.'),
  commands: z
    .array(z.object({ command: z.string(), sentences: z.array(z.string()) }))
    .describe('What this client may do: of the command that was named, or of all.'),
});

export function explainPolicy(
  parts: QuestionParts,
): Capability<z.output<typeof Input>, PolicyExplainPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'explain_policy',
      title: 'Explain the policy',
      description:
        'Says what this client may do and, for a command, whether it would be allowed, asked about or refused, by which rule and what to do instead. Runs nothing and asks nobody.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    transcriptBytes: () => null,
    plan: async (_request, { argv, tool, cwd }) => ({
      kind: 'policy.explain',
      tool,
      argv: argv ?? null,
      cwd: cwd ?? null,
    }),
    describe: ({ argv }) => (argv === null ? 'Ask what it may do' : `Ask whether it may run ${argv[0]}`),
    drift: async () => [],
    release: async () => undefined,
    async perform(grant, _run, request) {
      const { argv, tool, cwd } = await Grant.redeem(grant);
      const input = tool === 'execute_command' ? { argv, working_dir: cwd ?? parts.home } : {};
      const asks = argv !== null || tool !== 'execute_command';
      const answer = asks ? answerOf(await parts.explain(supposed(request, tool, input))) : null;
      const commands = parts
        .can(request.client.name)
        .filter(({ command }) => argv === null || command === argv[0])
        .map(({ command, sentences }) => ({ command, sentences: [...sentences] }));
      return { output: { success: true, answer, commands }, failed: false };
    },
  };
}
