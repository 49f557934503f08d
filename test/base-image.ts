/**
 * The image that the container engine's tests run in: Debian with Python and nothing else, on whatever base the product takes. A base that
 * had to be made here is kept in the user's cache folder, by the hash of what it is made of, for the next engine that has none.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import { aptSources } from '../src-main/host/engines/container/images/apt-sources.ts';
import { baseImage } from '../src-main/host/engines/container/images/base-image.ts';
import { OWN_BASE, RELEASE } from '../src-main/host/engines/container/images/bootstrap-base.ts';
import { buildImage } from '../src-main/host/engines/container/images/build-image.ts';
import { followBuild } from '../src-main/host/engines/container/images/follow-build.ts';
import { isImageHere } from '../src-main/host/engines/container/images/is-image-here.ts';

export const TEST_IMAGE = 'countersign/test:local';

const DOCKERFILE = `ARG BASE_IMAGE=nothing
FROM \${BASE_IMAGE}
RUN test -x /usr/bin/python3 || (apt-get update && apt-get install -y --no-install-recommends python3-minimal && rm -rf /var/lib/apt/lists/*)
`;

/** @param say how far it is */
export async function makeTestImage(docker: Docker, say: (words: string) => void): Promise<void> {
  if (await isImageHere(docker, TEST_IMAGE)) return;
  const kept = await cacheFile();
  if (!(await isImageHere(docker, OWN_BASE)) && existsSync(kept)) {
    say('loading the base image from the cache');
    await followBuild(new Readable().wrap(await docker.loadImage(createReadStream(kept))), () => undefined);
  }
  const signal = new AbortController().signal;
  const base = await baseImage({
    docker,
    workFolder: join(tmpdir(), 'countersign-test-base'),
    label: 'tests:base',
    say,
    signal,
  });
  if (base === OWN_BASE && !existsSync(kept)) await keep(docker, kept);
  const files = [{ path: 'Dockerfile', bytes: Buffer.from(DOCKERFILE) }];
  const recipe = { name: 'test', tag: TEST_IMAGE, purpose: '', files, contentHash: '' };
  await buildImage(recipe, { docker, base, report: ({ words }) => say(words), signal });
}

async function cacheFile(): Promise<string> {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'countersign-tests');
  mkdirSync(folder, { recursive: true });
  const hash = createHash('sha256').update(JSON.stringify([RELEASE, process.arch, await aptSources(RELEASE)]));
  return join(folder, `base-${hash.digest('hex').slice(0, 16)}.tar`);
}

async function keep(docker: Docker, path: string): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  await pipeline(await docker.getImage(OWN_BASE).get(), createWriteStream(unfinished));
  renameSync(unfinished, path);
}
