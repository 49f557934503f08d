/** The tool `create_session`: a working folder, checked against the policy's paths, and variables for later commands. */
import { homedir } from 'node:os';
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { driftOfFolder, pinFolder } from '#host/engines/process/index.ts';
import { Grant } from '#host/grants/grant.ts';
import type { SessionCreatePlan } from '#shared/model/index.ts';
import { SessionId } from '#shared/model/index.ts';
import type { SessionRegistry } from './session-registry.ts';

const MAX_PATH_LENGTH = 4096;
const MAX_VARIABLES = 64;

const Input = z.strictObject({
  working_dir: z
    .string()
    .min(1)
    .max(MAX_PATH_LENGTH)
    .optional()
    .describe('Absolute path of the folder that commands run in. Default: the home folder.'),
  environment: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'expected a variable name'), z.string().max(32_768))
    .refine((env) => Object.keys(env).length <= MAX_VARIABLES, `at most ${MAX_VARIABLES} variables`)
    .default({})
    .describe(
      'Variables for commands of this session. A command receives only those that its policy rule lets through.',
    ),
});

const Output = z.object({
  success: z.literal(true),
  session_id: SessionId,
  working_dir: z.string(),
  created_at: z.string(),
});

export function createSession(
  registry: SessionRegistry,
): Capability<z.output<typeof Input>, SessionCreatePlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'create_session',
      title: 'Create a session',
      description:
        'Opens a session: a working folder and environment variables that later execute_command calls share. The folder must be inside what the policy allows. The session ends when it is idle for long.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    },
    transcriptBytes: () => null,
    plan: async (_request, input) => ({
      kind: 'session.create',
      workingDir: await pinFolder(input.working_dir ?? homedir()),
      folderFrom: input.working_dir === undefined ? 'home' : 'request',
      env: input.environment,
    }),
    describe: (plan) => `Open a session in ${plan.workingDir.path}`,
    drift: (plan) => driftOfFolder(plan.workingDir),
    release: async () => undefined,
    async perform(grant, _run, request) {
      const plan = await Grant.redeem(grant);
      const session = registry.create(request.client.name, plan.workingDir, plan.env);
      return {
        output: {
          success: true,
          session_id: session.id,
          working_dir: session.workingDir.path,
          created_at: new Date(session.createdAtMs).toISOString(),
        },
        failed: false,
      };
    },
  };
}
