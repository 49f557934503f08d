/** The tools `get_runner_environments` and `health_check`: which runners there are, and how this host is. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import type { ContainerEngine } from '#host/engines/container/container-engine.ts';
import { Grant } from '#host/grants/grant.ts';
import type { Clock } from '#host/ports/index.ts';
import type { RunnersPlan } from '#shared/model/index.ts';
import type { SolverPolicy } from '#shared/policy/index.ts';
import { RunnerFacts, runnerFacts } from './runner-facts.ts';

const Nothing = z.strictObject({});

const Environments = z.object({
  ok: z.literal(true),
  engine: z.object({ state: z.string(), name: z.string().nullable(), sentence: z.string() }),
  environments: z.array(RunnerFacts).describe('The runners that the policy lists.'),
  package: z.object({ bytes: z.number().int(), file_bytes: z.number().int(), files: z.number().int() }),
  probe: z.enum(['allow', 'ask', 'deny']),
});

const Health = z.object({
  ok: z.boolean().describe('A solver could run now: an engine answers, and the image of a listed runner is there.'),
  service: z.literal('countersign'),
  version: z.string(),
  server_time: z.string(),
  policy: z.object({ state: z.string(), version: z.number().int() }),
  engine: z.object({ state: z.string(), name: z.string().nullable(), sentence: z.string() }),
  runner_images: z.record(
    z.string(),
    z.object({ image: z.string(), available: z.boolean(), image_id: z.string().nullable() }),
  ),
});

export interface RunnerQuestionParts {
  readonly engine: Pick<ContainerEngine, 'pinImage' | 'packagesOf' | 'state'>;
  readonly policy: () => SolverPolicy;
  readonly policyState: () => { readonly state: string; readonly version: number };
  readonly clock: Clock;
  readonly version: string;
}

const readOnly = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const;
const engineOf = ({ engine }: RunnerQuestionParts) => {
  const { state, name, sentence } = engine.state();
  return { state, name, sentence };
};

export function getRunnerEnvironments(
  parts: RunnerQuestionParts,
): Capability<z.output<typeof Nothing>, RunnersPlan, z.output<typeof Environments>> {
  return {
    tool: {
      name: 'get_runner_environments',
      title: 'List runner environments',
      description:
        'Lists the runners for solvers: language, image, interpreter, limits, whether they are there, and which packages are installed in each, with versions.',
      ...{ input: Nothing, output: Environments, annotations: readOnly },
    },
    ...question('environments', 'Ask which runners there are'),
    async perform(grant) {
      await Grant.redeem(grant);
      const policy = parts.policy();
      const { bytes, fileBytes, files } = policy.package;
      return {
        output: {
          ok: true,
          engine: engineOf(parts),
          environments: [...(await runnerFacts(policy, parts.engine))],
          package: { bytes, file_bytes: fileBytes, files },
          probe: policy.probeTerms().verdict,
        },
        failed: false,
      };
    },
  };
}

export function healthCheck(
  parts: RunnerQuestionParts,
): Capability<z.output<typeof Nothing>, RunnersPlan, z.output<typeof Health>> {
  return {
    tool: {
      name: 'health_check',
      title: 'Check health',
      description:
        'Says whether this host is well: its version and time, its policy, its container engine, its runners.',
      ...{ input: Nothing, output: Health, annotations: readOnly },
    },
    ...question('health', 'Ask how this host is'),
    async perform(grant) {
      await Grant.redeem(grant);
      const { engine } = parts;
      // Whether they are there, and no more: what is in them takes longer to find out.
      const brief = { pinImage: (name: string) => engine.pinImage(name), packagesOf: async () => null };
      const runners = await runnerFacts(parts.policy(), brief);
      const { state, version } = parts.policyState();
      return {
        output: {
          ok: parts.engine.state().state === 'ready' && runners.some(({ available }) => available),
          ...{ service: 'countersign' as const, version: parts.version, policy: { state, version } },
          server_time: new Date(parts.clock.nowMs()).toISOString(),
          engine: engineOf(parts),
          runner_images: Object.fromEntries(
            runners.map(({ language, image, available, image_id }) => [language, { image, available, image_id }]),
          ),
        },
        failed: false,
      };
    },
  };
}

const question = (about: RunnersPlan['about'], sentence: string) => ({
  transcriptBytes: () => null,
  plan: async (): Promise<RunnersPlan> => ({ kind: 'runners', about }),
  describe: () => sentence,
  drift: async () => [],
  release: async () => undefined,
});
