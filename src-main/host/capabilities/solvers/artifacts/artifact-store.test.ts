import { readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClientName } from '#shared/model/index.ts';
import { ArtifactStore } from './artifact-store.ts';

const DAY_MS = 86_400_000;
let folder = '';
let nowMs = 0;
let store: ArtifactStore;
const [anna, cursor] = [ClientName.parse('anna'), ClientName.parse('C .. ..')];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'artifacts-'));
  nowMs = Date.now();
  const terms = { clientBytes: 20, fileBytes: 10, ageMs: 7 * DAY_MS };
  store = new ArtifactStore({
    folder,
    clock: { nowMs: () => nowMs, after: () => () => undefined },
    terms: () => terms,
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = (text: string): Buffer => Buffer.from(text);
const files = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('/'));

describe('an artifact', () => {
  it('is found again under its hash, by its own client alone', async () => {
    const { id } = await store.put(anna, bytes('hello'));
    expect(id).toBe('art_2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824');
    expect(Buffer.from(await store.read(anna, id)).toString()).toBe('hello');
    await expect(store.read(cursor, id)).rejects.toThrow('has no artifact');
  });

  it.each([
    '',
    'art_',
    'art_../../etc/passwd',
    '../x',
    `art_${'A'.repeat(64)}`,
    `art_${'a'.repeat(63)}`,
    `art_${'a'.repeat(64)}/../x`,
  ])('is not %j', async (id) => {
    await expect(store.read(anna, id)).rejects.toMatchObject({ refusal: { code: 'REQUEST_INVALID' } });
  });

  it('stays inside the store, whatever its client is called', async () => {
    await store.put(cursor, bytes('x'));
    expect(files()).toHaveLength(1);
    expect(files()[0]).toMatch(/^[0-9a-f]{32}\/[0-9a-f]{64}$/u);
  });

  it('is kept up to what a client may keep, also when many come at once', async () => {
    const results = await Promise.allSettled(
      ['1', '2', '3', '4', '5'].map((text) => store.put(anna, bytes(text.repeat(6)))),
    );
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    await expect(store.put(anna, bytes('123'))).rejects.toMatchObject({ refusal: { code: 'QUOTA_REACHED' } });
    // What is there already takes no more room, and another client has room of its own.
    await store.put(anna, bytes('111111'));
    await store.put(cursor, bytes('123'));
  });

  it('is removed when it was not used for long, and what is used stays', async () => {
    const old = await store.put(anna, bytes('old'));
    const used = await store.put(anna, bytes('used'));
    nowMs += 6 * DAY_MS;
    await store.read(anna, used.id);
    nowMs += 2 * DAY_MS;
    expect(await store.sweep()).toBe(1);
    await expect(store.read(anna, old.id)).rejects.toThrow('has no artifact');
    expect(Buffer.from(await store.read(anna, used.id)).toString()).toBe('used');
  });

  it('that was changed on disk is not handed out', async () => {
    const { id } = await store.put(anna, bytes('good'));
    writeFileSync(join(folder, files()[0] ?? ''), 'evil');
    await expect(store.read(anna, id)).rejects.toThrow('changed on disk');
  });
});
