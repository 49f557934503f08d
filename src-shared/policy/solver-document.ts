/** Solver containers as the policy writes them: which runners there are, what they may use up, and whether a person is asked. */
import { z } from 'zod';
import { canonicalAddress } from './addresses.ts';
import { Duration, Size } from './fields.ts';
import { Because } from './rule-document.ts';

const ImageName = z
  .string()
  .max(512)
  .regex(
    /^[a-z0-9][a-z0-9._/-]*(?::\d{1,5}\/[a-z0-9._/-]+)?(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/u,
    'expected an image such as python:3.12 or registry.example.org/solver@sha256:…',
  );

const Verdict = z.enum(['allow', 'ask', 'deny']);

/** What a runner may use up; a language’s own value wins over the section’s. */
const limits = {
  timeout: Duration.optional().describe('Wall time when the agent names none: 30s unless written.'),
  max_timeout: Duration.optional().describe('The most wall time that an agent may ask for: 60s unless written.'),
  memory: Size.optional().describe('Memory of the container: 512MB unless written.'),
  cpus: z.number().positive().max(64).optional().describe('Processors: 1 unless written.'),
  pids: z.number().int().min(8).max(4096).optional().describe('Processes and threads at once: 128 unless written.'),
  scratch: Size.optional().describe('Space to write to, in memory: 128MB unless written.'),
  output_bytes: Size.optional().describe(
    'Output that is kept, stdout and stderr together: 1MB unless written. The middle goes first.',
  ),
  runtime: z
    .enum(['runc', 'runsc'])
    .optional()
    .describe('runsc is gVisor; where the engine has none, the run is refused.'),
  firewall: z
    .enum(['none', 'iptables'])
    .optional()
    .describe(
      'iptables: a second wall of rules in the container’s own network, on Linux as root; where it cannot be raised, the run is refused. none unless written.',
    ),
};

const LanguageDocument = z.strictObject({
  image: ImageName.optional().describe('The runner’s image; Countersign’s own unless written.'),
  verdict: Verdict.optional().describe('Instead of the section’s.'),
  ...limits,
});
export type LanguageDocument = z.output<typeof LanguageDocument>;

const anyLanguage = { python: {}, pwn: {}, sage: {}, forensics: {} } as const;

const Server = z
  .string()
  .refine(
    (text) => serverAddress(text) !== undefined,
    'expected the address of a name server, such as 192.0.2.53 or 192.0.2.53:5353',
  );

/** @returns address and port apart, canonical; `undefined` for anything else */
export function serverAddress(text: string): string | undefined {
  const [, six, plain, port] = /^(?:\[([^\]]+)\]|([^[\]]+?))(?::([1-9]\d{0,4}))?$/u.exec(text) ?? [];
  const bare = canonicalAddress(text);
  if (bare !== undefined) return bare.includes(':') ? `[${bare}]` : bare;
  const address = canonicalAddress(six ?? plain ?? '');
  if (address === undefined || Number(port ?? 53) > 65_535) return undefined;
  return `${address.includes(':') ? `[${address}]` : address}${port === undefined ? '' : `:${port}`}`;
}

export const SolversDocument = z.strictObject({
  verdict: Verdict.default('ask').describe(
    'What happens to a solver whose target is listed: ask a person unless written.',
  ),
  probe: Verdict.default('ask').describe(
    'What happens to a look at a listed target from inside a container: ask a person unless written.',
  ),
  because: Because.optional().describe('Why, for people and agents.'),
  network: z
    .enum(['target', 'none'])
    .default('target')
    .describe('target: a solver reaches its own target and nothing else. none: it reaches nothing.'),
  dns: z
    .array(Server)
    .max(3)
    .optional()
    .describe('Name servers that targets are looked up with, instead of this machine’s own way.'),
  ...limits,
  package_bytes: Size.default(5_000_000).describe('The most bytes of a package, all its files together.'),
  file_bytes: Size.default(3_000_000).describe('The most bytes of one file.'),
  files: z.number().int().min(1).max(1000).default(200).describe('The most files of a package.'),
  left_bytes: Size.default(5_000_000).describe(
    'The most bytes taken back of what a solver leaves in its output folder.',
  ),
  artifact_bytes: Size.default(100_000_000).describe(
    'The most bytes of uploaded artifacts that one client may keep here.',
  ),
  artifact_age: Duration.default(7 * 86_400_000).describe('An artifact is removed when it was not used for this long.'),
  languages: z
    .strictObject({
      python: LanguageDocument.optional().describe('A plain Python 3.'),
      pwn: LanguageDocument.optional().describe('Python 3 with tools for services and binaries.'),
      sage: LanguageDocument.optional().describe('SageMath.'),
      forensics: LanguageDocument.optional().describe('Python 3 with tools for files and captures.'),
    })
    .default(anyLanguage)
    .describe('The runners that there are. Where this is written, a language that is not listed is denied.'),
});
export type SolversDocument = z.output<typeof SolversDocument>;
