/** Talks to an engine for the first time: whether it answers, whether it is one, and what it can hold. */
import type Docker from 'dockerode';
import { z } from 'zod';
import { ask } from './ask.ts';

export interface EngineFacts {
  /** `Docker 28.2.2`, `Podman 4.3.1` */
  readonly name: string;
  /** `linux/amd64` */
  readonly platform: string;
  readonly apiVersion: string;
  readonly runtimes: readonly string[];
  /** `null` where the engine does not say. */
  readonly runcVersion: string | null;
  /** `null` where the engine does not say. */
  readonly containerdVersion: string | null;
  readonly holdsMemory: boolean;
  readonly holdsSwap: boolean;
  readonly holdsPids: boolean;
  readonly isRootless: boolean;
  /** The engine's default system-call filter is in force. */
  readonly filtersCalls: boolean;
  readonly product: 'docker' | 'podman';
  /** `null` where it is not Docker Desktop. */
  readonly desktopVersion: string | null;
  readonly version: string;
  /** Why no container can be made in it as it has to be; `null` where one can. Continues “…, because”. */
  readonly shortcoming: string | null;
  readonly tookMs: number;
}

/** All that an engine says by itself; a shortcoming may hang on where it is. */
export type GreetedFacts = Omit<EngineFacts, 'shortcoming'>;

const Version = z.object({
  Version: z.string(),
  ApiVersion: z.string().regex(/^\d+\.\d+$/),
  Os: z.string(),
  Arch: z.string(),
  Platform: z.object({ Name: z.string() }).nullish().catch(null),
  Components: z.array(z.object({ Name: z.string(), Version: z.string() })).nullish(),
});
const Info = z.object({
  MemoryLimit: z.boolean().catch(false),
  SwapLimit: z.boolean().catch(false),
  PidsLimit: z.boolean().catch(false),
  SecurityOptions: z.array(z.string()).nullish().catch(null),
  Runtimes: z.record(z.string(), z.unknown()).nullish().catch(null),
});

/** Containers, their init and their runtimes as they are asked for here. */
const OLDEST_API = [1, 40] as const;

/** What answers a ping is there; of itself it may take longer to tell. Podman asks the machine's package manager about its parts. */
const FACTS_TIMES = 3;

/** An answer, but not one of an engine that can be used. */
export class OddEngine extends Error {}
/** No answer in time. Its message continues “it …”. */
export class LateEngine extends Error {}

/**
 * @param withinMs for the first answer
 * @throws OddEngine with a sentence when what answers is no engine for this
 * @throws LateEngine when nothing answers in time
 */
export async function greet(docker: Docker, withinMs: number): Promise<GreetedFacts> {
  const since = performance.now();
  const pong = String(await inTime((signal) => ask(docker, '/_ping', signal), withinMs, 'did not answer'));
  if (pong !== 'OK') throw new OddEngine(`it answers a ping with ${JSON.stringify(pong.slice(0, 40))} and not with OK`);
  const tookMs = performance.now() - since;
  const [said, state] = await inTime(
    async (signal) => [await ask(docker, '/version', signal), await ask(docker, '/info', signal)] as const,
    FACTS_TIMES * withinMs,
    'answered a ping and did not say what it is',
  );
  const version = understood(Version, said, 'version');
  const info = understood(Info, state, 'state');
  const [major = 0, minor = 0] = version.ApiVersion.split('.').map(Number);
  if (major < OLDEST_API[0] || (major === OLDEST_API[0] && minor < OLDEST_API[1])) {
    throw new OddEngine(`it speaks API ${version.ApiVersion}, and ${OLDEST_API.join('.')} is the oldest that will do`);
  }
  if (version.Os !== 'linux') throw new OddEngine(`it runs ${version.Os} containers, and Linux containers are needed`);
  return factsOf(version, info, tookMs);
}

async function inTime<T>(question: (signal: AbortSignal) => Promise<T>, withinMs: number, words: string): Promise<T> {
  try {
    return await question(AbortSignal.timeout(withinMs));
  } catch (error) {
    if (isLate(error)) throw new LateEngine(`${words} within ${withinMs / 1_000} seconds`, { cause: error });
    throw error;
  }
}

const isLate = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'AbortError' || error.name === 'TimeoutError' || ('code' in error && error.code === 'ABORT_ERR'));

function factsOf(version: z.infer<typeof Version>, info: z.infer<typeof Info>, tookMs: number): GreetedFacts {
  const component = (name: RegExp) => version.Components?.find((each) => name.test(each.Name))?.Version;
  const isPodman = component(/podman/i) !== undefined;
  const options = info.SecurityOptions ?? [];
  return {
    ...{
      name: `${isPodman ? 'Podman' : 'Docker'} ${plain(version.Version)}`,
      product: isPodman ? 'podman' : 'docker',
      version: version.Version,
    },
    ...{ platform: `${version.Os}/${version.Arch}`, apiVersion: version.ApiVersion, tookMs },
    ...{
      runtimes: Object.keys(info.Runtimes ?? {}),
      runcVersion: runcOf(component(/^runc$/) ?? component(/^OCI Runtime \(runc\)$/)),
    },
    containerdVersion: component(/^containerd$/) ?? null,
    ...{ holdsMemory: info.MemoryLimit, holdsSwap: info.SwapLimit, holdsPids: info.PidsLimit },
    desktopVersion: /^Docker Desktop (\d+\.\d+\.\d+)/.exec(version.Platform?.Name ?? '')?.[1] ?? null,
    isRootless: options.some((option) => option.includes('rootless')),
    filtersCalls: options.some((option) => option.includes('seccomp') && !option.includes('unconfined')),
  };
}

/** Docker says `1.1.5+ds1`, Podman `runc version 1.1.5+ds1` and more lines. */
const runcOf = (said: string | undefined): string | null =>
  /^(?:runc version )?(\d[\w.+~-]{0,39})/.exec(said ?? '')?.[1] ?? null;

/** A version is shown to people; it is the engine's word. */
const plain = (version: string): string => version.replace(/[^\w.+~-]/g, '?').slice(0, 40);

function understood<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new OddEngine(`what it says of its ${what} makes no sense`);
  return parsed.data;
}
