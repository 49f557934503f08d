/** The tool `create_session`: a working folder, checked against the policy's paths, and variables for later commands. */
import { homedir } from 'node:os';
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { driftOfFolder, pinFolder } from '#host/engines/process/index.ts';
import { Grant } from '#host/grants/grant.ts';
import { type PinnedFolder, type SessionCreatePlan, SessionId } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/compiled-policy.ts';
import type { SessionRegistry } from './session-registry.ts';

const MAX_PATH_LENGTH = 4096;
const MAX_VARIABLES = 64;

const Input = z.strictObject({
  working_dir: z
    .string()
    .min(1)
    .max(MAX_PATH_LENGTH)
    .optional()
    .describe(
      'Absolute path of the folder that commands run in. Default: the first of the client’s roots that the policy lists, else the home folder.',
    ),
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
  working_dir_from: z
    .enum(['request', 'root', 'home'])
    .describe('Who named the folder. root: the first of the client’s roots that the policy lists.'),
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
        'Opens a session: a working folder and environment variables that later execute_command calls share. The folder must be inside what the policy allows. The session ends when it is idle for long, and outlives a restart of Countersign.',
      input: Input,
      output: Output,
      wantsRoots: ({ working_dir }) => working_dir === undefined,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    },
    transcriptBytes: () => null,
    async plan({ roots = [] }, { working_dir, environment }, policy) {
      const proposed = working_dir === undefined ? await firstListed(roots, policy) : null;
      return {
        kind: 'session.create',
        workingDir: proposed ?? (await pinFolder(working_dir ?? homedir())),
        folderFrom: working_dir !== undefined ? 'request' : proposed === null ? 'home' : 'root',
        env: environment,
      };
    },
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
          working_dir_from: plan.folderFrom ?? 'request',
          created_at: new Date(session.createdAtMs).toISOString(),
        },
        failed: false,
      };
    },
  };
}

/** A root that the policy does not list is passed over: what a client claims widens nothing. */
async function firstListed(roots: readonly string[], policy: CompiledPolicy): Promise<PinnedFolder | null> {
  for (const root of roots) {
    const folder = await pinFolder(root).catch(() => null);
    if (folder === null) continue;
    const { read, write, blocked } = policy.scopeOf(folder.path);
    if ((read || write) && !blocked) return folder;
  }
  return null;
}
