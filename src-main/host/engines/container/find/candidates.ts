/**
 * Where a container engine may be, as the person said it: the app's own setting, `DOCKER_HOST`, the Docker context in use; else wherever one
 * usually is. What somebody chose is binding: when it does not answer, no other engine is taken in its place, which could be another machine.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { EngineChoice } from '#shared/model/index.ts';
import { readContext, readCurrentContext } from './docker-contexts.ts';

/** One place to look. */
export interface Candidate {
  /** `unix:///run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://host:2376`, `ssh://user@host` */
  readonly address: string;
  /** Why here, continuing “found …”. */
  readonly because: string;
  /** Folder with `ca.pem`, `cert.pem` and `key.pem`; `null` without TLS. */
  readonly tlsFolder: string | null;
}

export interface Search {
  readonly candidates: readonly Candidate[];
  /** Somebody chose: there is one candidate, and no other will do. */
  readonly isChosen: boolean;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** From the app's settings; `null` where nothing was set. */
  readonly chosen: EngineChoice | null;
}

export const surroundings = (chosen: EngineChoice | null): Surroundings => ({
  ...{ env: process.env, home: homedir(), platform: process.platform, chosen },
});

/** What the person set in the app. */
export const candidateOf = (
  { address, tls_folder }: EngineChoice,
  around: Pick<Surroundings, 'env' | 'home'>,
): Candidate => ({
  ...{ address, because: 'because the settings say so', tlsFolder: tls_folder ?? tlsFolderOf(around) },
});

const configFolderOf = ({ env, home }: Pick<Surroundings, 'env' | 'home'>): string =>
  env.DOCKER_CONFIG || join(home, '.docker');

/** As the docker command reads it. */
const tlsFolderOf = ({ env, home }: Pick<Surroundings, 'env' | 'home'>): string | null =>
  env.DOCKER_TLS_VERIFY || env.DOCKER_CERT_PATH ? env.DOCKER_CERT_PATH || configFolderOf({ env, home }) : null;

/** @throws Error with a sentence for the person when what they chose cannot be read */
export async function whereToLook({ env, home, platform, chosen }: Surroundings): Promise<Search> {
  const configFolder = configFolderOf({ env, home });
  const tlsFolder = tlsFolderOf({ env, home });
  const one = (address: string, because: string, tls: string | null): Search => ({
    candidates: [{ address, because, tlsFolder: tls }],
    isChosen: true,
  });
  if (chosen !== null) return { candidates: [candidateOf(chosen, { env, home })], isChosen: true };
  if (env.DOCKER_HOST) return one(env.DOCKER_HOST, 'by DOCKER_HOST', tlsFolder);
  const context = env.DOCKER_CONTEXT || (await readCurrentContext(configFolder));
  if (context !== null && context !== 'default') {
    const found = await readContext(configFolder, context);
    return one(found.address, `by the Docker context “${context}”`, found.tlsFolder);
  }
  return {
    candidates: usualPlaces({ env, home, platform }).map((address) => ({
      address,
      because: 'where it usually is',
      tlsFolder: null,
    })),
    isChosen: false,
  };
}

function usualPlaces({ env, home, platform }: Pick<Surroundings, 'env' | 'home' | 'platform'>): readonly string[] {
  if (platform === 'win32') return ['npipe:////./pipe/docker_engine', 'npipe:////./pipe/podman-machine-default'];
  const runtime = env.XDG_RUNTIME_DIR;
  const ofUser = runtime === undefined ? [] : [join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock')];
  const inHome = [
    '.docker/run/docker.sock',
    '.docker/desktop/docker.sock',
    '.colima/default/docker.sock',
    '.colima/docker.sock',
    '.orbstack/run/docker.sock',
    '.rd/docker.sock',
    '.local/share/containers/podman/machine/podman.sock',
  ].map((path) => join(home, path));
  return ['/var/run/docker.sock', ...ofUser, ...inHome, '/run/podman/podman.sock'].map((path) => `unix://${path}`);
}
