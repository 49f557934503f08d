/** Arguments of the solver tools, under the names that clients of an earlier fallback runner know. */
import { z } from 'zod';
import { RunId } from '#shared/model/index.ts';

/** Longer than any package may be, so that the policy's own limit is what speaks. */
const MAX_CONTENT_LENGTH = 12_000_000;

/** Checked when the plan is made, where a refusal can carry its own code; named here for whoever reads the schema. */
const named = (choices: readonly string[], fallback: string) =>
  z
    .string()
    .max(40)
    .default(fallback)
    .meta({ enum: [...choices] });

export const TargetInput = z.strictObject({
  host: z.string().min(1).max(253).describe('A name or an address that the policy lists.'),
  port: z.number().int().min(1).max(65_535),
  protocol: z.enum(['tcp', 'udp']).default('tcp'),
});
export type TargetInput = z.output<typeof TargetInput>;

export const FileInput = z.strictObject({
  path: z.string().max(1000).describe('Relative, with “/” between parts: solve.py, lib/rsa.py.'),
  encoding: named(['text', 'base64', 'artifact'], 'text').describe(
    'text, base64, or artifact for one that was uploaded.',
  ),
  content: z.string().max(MAX_CONTENT_LENGTH).optional().describe('The file, for text and base64.'),
  artifact_id: z.string().max(80).optional().describe('art_…, as upload_artifact gave it, for artifact.'),
});
export type FileInput = z.output<typeof FileInput>;

export const SandboxFailure = z.strictObject({
  attempted: z.boolean().describe('You tried it in your own sandbox first.'),
  reason: z.string().max(2000).describe('Why that did not work, such as “no route to the target”.'),
  attempted_at: z.string().max(100).optional(),
  error_excerpt: z.string().max(4000).optional(),
  command_summary: z.string().max(2000).optional(),
});

const validation = {
  solved_locally: z.boolean().describe('You solved a local copy with this very package.'),
  summary: z.string().max(4000).describe('What came of it.'),
  solver_sha256: z
    .string()
    .max(100)
    .optional()
    .describe(
      'SHA-256 of what you validated: of the package (sha256sum over the lines “HASH  PATH” of all files, sorted by path), or of the entry point. It is compared with what came.',
    ),
};
export const LocalValidation = z.strictObject(validation);

const Args = z.array(z.string().max(10_000)).max(1000).describe('At most 16, of at most 200 characters each.');
const Env = z
  .record(z.string().max(1000), z.string().max(100_000))
  .describe('CTF_HOST, CTF_PORT, TARGET_HOST and TARGET_PORT are set for you and cannot be set here.');
const Timeout = z.number().describe('Wall time: 30 unless written, 60 at most unless the policy says otherwise.');

export const SolverInput = z.strictObject({
  target: TargetInput,
  sandbox_failure: SandboxFailure,
  local_validation: LocalValidation,
  files: z
    .array(FileInput)
    .max(10_000)
    .describe('The package. Its files are there when the solver starts, and nothing else.'),
  language: named(['python', 'pwn', 'sage', 'forensics'], 'python').describe('Which runner starts it.'),
  entrypoint: z.string().max(1000).default('solve.py').describe('The file of the package that is started.'),
  args: Args.default([]),
  env: Env.default({}),
  timeout_seconds: Timeout.optional(),
  dry_run: z
    .boolean()
    .default(false)
    .describe('Check everything and say what would happen; nothing runs and nobody is asked.'),
});
export type SolverInput = z.output<typeof SolverInput>;

export const RerunInput = z.strictObject({
  run_id: RunId.describe('An earlier solver run of this client.'),
  patch: z
    .strictObject({
      workspace: z
        .strictObject({
          files: z
            .array(FileInput)
            .max(10_000)
            .optional()
            .describe('Added to the package, or in place of files with the same path.'),
          remove: z.array(z.string().max(1000)).max(1000).optional().describe('Paths taken out of the package.'),
          language: z.string().max(40).optional(),
          entrypoint: z.string().max(1000).optional(),
        })
        .optional(),
      execution: z
        .strictObject({ args: Args.optional(), env: Env.optional(), timeout_seconds: Timeout.optional() })
        .optional(),
    })
    .default({})
    .describe('What is different this time.'),
  local_validation: LocalValidation.optional().describe(
    'Of the patched package; without it the earlier claim stands as what it is.',
  ),
  dry_run: z
    .boolean()
    .default(false)
    .describe('Check everything and say what would happen; nothing runs and nobody is asked.'),
});
export type RerunInput = z.output<typeof RerunInput>;
