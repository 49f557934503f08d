import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunnerImage } from '#shared/model/index.ts';
import { quietLog } from '../../process/fixtures/stage.ts';
import { greet } from '../find/greet.ts';
import { describeWithEngine, docker } from '../fixtures/stage.ts';
import { aptSources } from './apt-sources.ts';
import { followBuild } from './follow-build.ts';
import { readRecipes } from './recipes.ts';
import { type RunnerImages, runnerImages } from './runner-images.ts';

let folder: string;
let images: RunnerImages;
const told: RunnerImage[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-images-'));
  const engine = async () => ({
    docker,
    facts: { ...(await greet(docker, 10_000)), shortcoming: null },
    candidate: { address: '', because: '', tlsFolder: null },
  });
  images = runnerImages({
    folder: join(folder, 'recipes'),
    workFolder: join(folder, 'work'),
    label: 'test:images',
    engine,
    packagesOf: async () => null,
    log: quietLog,
  });
  images.onChanged((image) => told.push(image));
  await recipe('good', 'COPY hello /hello\nRUN cat /hello');
});

afterEach(async () => {
  await images.close();
  for (const name of ['good', 'bad', 'slow']) {
    await docker
      .getImage(`countersign/runner-test-${name}:local`)
      .remove({ force: true })
      .catch(() => undefined);
  }
  await rm(folder, { recursive: true });
  told.splice(0);
});

async function recipe(name: string, steps: string): Promise<void> {
  await mkdir(join(folder, 'recipes', `test-${name}`), { recursive: true });
  await writeFile(join(folder, 'recipes', `test-${name}`, 'hello'), 'hello\n');
  const text = `# For the test alone.\nARG BASE_IMAGE=nothing\nFROM \${BASE_IMAGE}\n${steps}\n`;
  await writeFile(join(folder, 'recipes', `test-${name}`, 'Dockerfile'), text);
}

async function settled(name: string): Promise<RunnerImage> {
  for (;;) {
    const row = (await images.list()).find((each) => each.name === name);
    if (row !== undefined && row.state !== 'waiting' && row.state !== 'building') return row;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describeWithEngine('runner images', () => {
  it('are built from their recipe on whatever base is here, step by step', async () => {
    expect(await images.list()).toMatchObject([
      {
        name: 'test-good',
        tag: 'countersign/runner-test-good:local',
        purpose: 'For the test alone.',
        state: 'missing',
        id: null,
      },
      { name: 'base', kind: 'base', tag: expect.stringMatching(/^(debian|countersign)/) },
    ]);
    await images.build(['test-good']);
    const built = await settled('test-good');
    expect(built).toMatchObject({ state: 'ready', id: expect.stringMatching(/^sha256:/), problem: null });
    expect(built.bytes).toBeGreaterThan(1_000_000);
    while (told.at(-1)?.state !== 'ready') await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told.map(({ state }) => state)).toContain('building');
    expect(told.some(({ progress }) => progress !== null && progress.steps >= 4 && progress.step >= 3)).toBe(true);
  });

  it('are outdated once their recipe is another one', async () => {
    await images.build(['test-good']);
    await settled('test-good');
    await recipe('good', 'RUN true');
    expect(await images.list()).toMatchObject([
      { state: 'outdated', outdated_because: 'It was built from an earlier recipe.' },
      {},
    ]);
  });

  it('say what failed, in the engine’s words, and leave the next in line alone', async () => {
    await recipe('bad', 'RUN echo no such luck && exit 3');
    await images.build(['test-bad', 'test-good']);
    expect(await settled('test-good')).toMatchObject({ state: 'ready' });
    const failed = (await images.list()).find(({ name }) => name === 'test-bad');
    expect(failed).toMatchObject({ state: 'failed', id: null });
    expect(failed?.problem).toMatch(/non-zero code: 3/);
    expect(failed?.problem).toMatch(/no such luck/);
  });

  it('can be stopped while they are built', async () => {
    await recipe('slow', 'RUN sleep 60');
    await images.build(['test-slow']);
    // Its third step; what is said of it may be followed by other words before anybody hears it.
    const isSleeping = () => told.some(({ name, progress }) => name === 'test-slow' && (progress?.step ?? 0) >= 3);
    while (!isSleeping()) await new Promise((resolve) => setTimeout(resolve, 20));
    images.stop('test-slow');
    expect(await settled('test-slow')).toMatchObject({ state: 'stopped', problem: 'The build was stopped.' });
  });

  it('without a recipe are refused by name', async () => {
    await expect(images.build(['../etc'])).rejects.toThrow(
      'There is no runner image "../etc". Expected one of test-good, base.',
    );
  });
});

describe('the recipes that come with the product', () => {
  it('take any base, install from Debian alone, and end as an ordinary user', async () => {
    const recipes = await readRecipes(join(import.meta.dirname, '../../../../../runner-images'));
    expect(recipes.map(({ name }) => name)).toEqual(['forensics', 'pwn', 'python', 'sage']);
    for (const { files, purpose } of recipes) {
      const text = files.find(({ path }) => path === 'Dockerfile')?.bytes.toString('utf8') ?? '';
      expect(purpose).not.toBe('');
      expect(text).toMatch(/^ARG BASE_IMAGE=debian:bookworm-slim\nFROM \$\{BASE_IMAGE\}$/m);
      expect(text).toMatch(/^USER 1000:1000$/m);
      expect(text).not.toMatch(/\b(pip|curl|wget|git|npm|ADD|https?:)\b/);
    }
  });
});

describe('what an engine says while it builds', () => {
  const follow = (lines: readonly unknown[]) => {
    const said: string[] = [];
    const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
    return followBuild(Readable.from([text]), (words) => said.push(words)).then((id) => ({ id, said }));
  };

  it('is told in plain lines, and its id is taken', async () => {
    const lines = [
      { stream: 'Step 1/2 : FROM x\n' },
      'not json',
      { stream: '\u001b[31mred\u001b[0m\u0007\n' },
      { aux: { ID: 'sha256:1' } },
    ];
    expect(await follow(lines)).toEqual({ id: 'sha256:1', said: ['Step 1/2 : FROM x', 'red'] });
  });

  it('fails with its error, however long the answer was a success', async () => {
    await expect(follow([{ stream: 'fine' }, { error: 'no space left on device' }])).rejects.toThrow(
      'no space left on device',
    );
  });
});

describe('where this machine gets Debian from', () => {
  it('is read from both kinds of source files, for the release that is asked for', async () => {
    await mkdir(join(folder, 'sources.list.d'));
    await writeFile(
      join(folder, 'sources.list'),
      '# deb http://no.example/ bookworm main\ndeb [arch=amd64 signed-by=/k] http://old.example/debian bookworm main contrib\ndeb http://x.example/ trixie main\ndeb file:/srv bookworm main\n',
    );
    await writeFile(
      join(folder, 'sources.list.d/debian.sources'),
      'Types: deb\nURIs: http://new.example/security\nSuites: bookworm-security bookworm\nComponents: main\n\nTypes: deb\nEnabled: no\nURIs: http://off.example/\nSuites: bookworm\nComponents: main\n',
    );
    expect(await aptSources('bookworm', folder)).toEqual([
      { uri: 'http://old.example/debian', suite: 'bookworm', components: 'main contrib' },
      { uri: 'http://new.example/security', suite: 'bookworm', components: 'main' },
      { uri: 'http://new.example/security', suite: 'bookworm-security', components: 'main' },
    ]);
    expect(await aptSources('bookworm', join(folder, 'nothing'))).toEqual([]);
  });
});
