/** What there is to say of the runners: which the policy lists, and whether their images are there. */
import { z } from 'zod';
import type { ContainerEngine } from '#host/engines/container/container-engine.ts';
import { Refused, type SolverLanguage } from '#shared/model/index.ts';
import { type SolverPolicy, solverArgv } from '#shared/policy/index.ts';

export const RunnerFacts = z.object({
  language: z.string(),
  image: z.string(),
  image_id: z.string().nullable(),
  available: z.boolean(),
  problem: z.string().nullable(),
  packages: z
    .array(z.string())
    .nullable()
    .describe('What is installed, “name version” each, as the image itself says; null where it does not say.'),
  interpreter: z.string(),
  verdict: z.enum(['allow', 'ask', 'deny']),
  network: z.enum(['target', 'none']),
  runtime: z.enum(['runc', 'runsc']),
  firewall: z.enum(['none', 'iptables']),
  limits: z.object({
    timeout_seconds: z.number(),
    max_timeout_seconds: z.number(),
    memory_bytes: z.number().int(),
    cpus: z.number(),
    pids: z.number().int(),
    scratch_bytes: z.number().int(),
    output_bytes: z.number().int(),
  }),
});
export type RunnerFacts = z.output<typeof RunnerFacts>;

export type RunnerEngine = Pick<ContainerEngine, 'pinImage' | 'packagesOf'>;

export async function runnerFacts(policy: SolverPolicy, engine: RunnerEngine): Promise<readonly RunnerFacts[]> {
  return Promise.all(policy.languages.map((language) => factsOf(language, policy, engine)));
}

async function factsOf(language: SolverLanguage, policy: SolverPolicy, engine: RunnerEngine): Promise<RunnerFacts> {
  const terms = policy.terms(language);
  if (terms === undefined) throw new Error(`a listed runner without terms: ${language}`);
  const { image, verdict, network, runtime, firewall } = terms;
  const pinned = await pinnedOrWhy(engine, image);
  return {
    ...{ language, image, verdict, network, runtime, firewall, ...pinned },
    interpreter: solverArgv(language, '', [])[0] ?? '',
    limits: {
      timeout_seconds: terms.wallMs / 1000,
      max_timeout_seconds: terms.maxWallMs / 1000,
      ...{ memory_bytes: terms.memoryBytes, cpus: terms.cpus, pids: terms.pids },
      ...{ scratch_bytes: terms.scratchBytes, output_bytes: terms.outputBytes },
    },
  };
}

async function pinnedOrWhy(engine: RunnerEngine, image: string) {
  try {
    const pinned = await engine.pinImage(image);
    return { image_id: pinned.id, available: true, ...(await packagesOrWhy(engine, pinned)) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { image_id: null, available: false, problem: error.refusal.message, packages: null };
  }
}

/** An image can be used also while the engine does not say what is in it. */
async function packagesOrWhy(engine: RunnerEngine, pinned: Parameters<RunnerEngine['packagesOf']>[0]) {
  try {
    const packages = await engine.packagesOf(pinned);
    return { problem: null, packages: packages?.map(({ name, version }) => `${name} ${version}`) ?? null };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { problem: error.refusal.message, packages: null };
  }
}
