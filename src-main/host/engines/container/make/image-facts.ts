/** What an image says of itself, as far as it could matter: all of it is untrusted, and none of it may widen a container. */
import { z } from 'zod';
import { Refused } from '#shared/model/index.ts';

export interface ImageFacts {
  readonly id: string;
  /** Names in its environment; each is set to nothing. */
  readonly envNames: readonly string[];
  /** Where it declares volumes. */
  readonly volumes: readonly string[];
  /** `linux/amd64` */
  readonly platform: string;
}

const Inspected = z.object({
  Id: z.string(),
  Os: z.string().catch(''),
  Architecture: z.string().catch(''),
  Config: z
    .object({
      Env: z.array(z.string()).nullish(),
      Volumes: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
});

const MOST_VOLUMES = 8;
const MOST_NAMES = 200;
const ID = /^sha256:[0-9a-f]{64}$/;

/**
 * @param raw the engine's answer about an image
 * @param name for messages
 * @throws Refused IMAGE_MISSING for an answer that makes no sense, and for an image that cannot be contained
 */
export function imageFacts(raw: unknown, name: string): ImageFacts {
  const parsed = Inspected.safeParse(raw);
  // Podman leaves the algorithm out in some versions.
  const id = parsed.success ? parsed.data.Id.replace(/^(?!sha256:)/, 'sha256:') : '';
  if (!parsed.success || !ID.test(id)) throw unusable(name, 'the engine describes it in a way that makes no sense');
  const { Os, Architecture, Config } = parsed.data;
  const volumes = Object.keys(Config?.Volumes ?? {});
  const envNames = [...new Set((Config?.Env ?? []).map((entry) => entry.split('=', 1)[0] ?? ''))];
  if (volumes.length > MOST_VOLUMES)
    throw unusable(name, `it declares ${volumes.length} volumes, and at most ${MOST_VOLUMES} are covered`);
  if (envNames.length > MOST_NAMES)
    throw unusable(name, `it sets ${envNames.length} variables, and at most ${MOST_NAMES} are cleared`);
  const bad = envNames.find((each) => each === '' || each.includes('\0'));
  if (bad !== undefined) throw unusable(name, 'it sets a variable without a name');
  return { id, envNames, volumes: [...volumes].sort(), platform: `${Os}/${Architecture}` };
}

export const unusable = (name: string, why: string): Refused =>
  new Refused('IMAGE_MISSING', { message: `The image ${name} cannot be used: ${why}.` });
