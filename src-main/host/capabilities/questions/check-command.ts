/** The tool `check_command`: the verdict on a command, or on a call of any other tool, without carrying it out. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import { type PolicyCheckPlan, SessionId } from '#shared/model/index.ts';
import { Answer, answerOf, type QuestionParts, supposed } from './policy-answers.ts';

const Input = z
  .strictObject({
    argv: z
      .array(z.string())
      .min(1)
      .max(10_000)
      .optional()
      .describe('The command’s name as the policy lists it, then its arguments.'),
    session_id: SessionId.optional().describe('As for execute_command. Either this or working_dir.'),
    working_dir: z.string().min(1).max(4096).optional().describe('As for execute_command.'),
    tool: z
      .string()
      .min(1)
      .max(100)
      .default('execute_command')
      .describe('Another tool whose call is to be checked; its arguments go into arguments.'),
    arguments: z.record(z.string(), z.unknown()).default({}).describe('What the other tool would be called with.'),
  })
  .refine(
    ({ tool, argv }) => (tool === 'execute_command') === (argv !== undefined),
    'expected argv for a command, or tool and arguments for another tool',
  )
  .refine(
    ({ session_id, working_dir }) => session_id === undefined || working_dir === undefined,
    'expected either session_id or working_dir, not both',
  );

const Output = z.object({
  success: z.literal(true),
  allowed: z.boolean().describe('It would run at once.'),
  needs_approval: z.boolean().describe('A person would be asked first.'),
  ...Answer,
});

export function checkCommand(
  parts: QuestionParts,
): Capability<z.output<typeof Input>, PolicyCheckPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'check_command',
      title: 'Check a command',
      description:
        'Says whether execute_command would run this command at once, ask a person, or refuse it; or the same of a call of another tool. Runs nothing and asks nobody.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    transcriptBytes: () => null,
    plan: async (_request, { argv, session_id, working_dir, tool }) => ({
      ...{ kind: 'policy.check', tool, argv: argv ?? null },
      ...{ session: session_id ?? null, cwd: working_dir ?? null },
    }),
    describe: ({ argv, tool }) => `Ask whether it may ${argv === null ? `use ${tool}` : `run ${argv[0]}`}`,
    drift: async () => [],
    release: async () => undefined,
    async perform(grant, _run, request) {
      const { argv, session, cwd, tool } = await Grant.redeem(grant);
      const place = session === null ? { working_dir: cwd ?? parts.home } : { session_id: session };
      const input = argv === null ? Input.parse(request.input).arguments : { argv, ...place };
      const answer = answerOf(await parts.explain(supposed(request, tool, input)));
      const { verdict } = answer;
      return {
        output: { success: true, allowed: verdict === 'allow', needs_approval: verdict === 'ask', ...answer },
        failed: false,
      };
    },
  };
}
