/** A program of the same user that swaps folders and links while files are read, listed, searched and written: nothing outside is reached. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anchorFolder } from './anchor-folder.ts';
import { lineMatcher } from './line-matcher.ts';
import { listFolder } from './list-folder.ts';
import { contentAt, lookInto } from './look-for.ts';
import { Search } from './search-text.ts';
import { writeFile } from './write-file.ts';

const ROUNDS = 10_000;
const never = new AbortController().signal;
let base: string;
let swapper: ChildProcess;
let swaps = 0;

beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'cs-race-')));
  mkdirSync(join(base, 'in'));
  mkdirSync(join(base, 'outside'));
  writeFileSync(join(base, 'in/file'), 'inside');
  writeFileSync(join(base, 'outside/file'), 'SECRET');
  symlinkSync(join(base, 'outside'), join(base, 'link'));
  symlinkSync(join(base, 'outside/file'), join(base, 'in/file.link'));
  swaps = 0;
  swapper = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/swapper.mjs'), base], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve) =>
    swapper.stdout?.on('data', (text: Buffer) => {
      swaps = Number(text.toString().trim().split('\n').at(-1));
      resolve();
    }),
  );
});
afterEach(async () => {
  const ended = new Promise((resolve) => swapper.once('close', resolve));
  swapper.kill('SIGKILL');
  await ended;
  rmSync(base, { recursive: true });
});

/** What the work gave, or nothing where it was refused. */
async function orNothing<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch {
    return null;
  }
}

describe.skipIf(process.platform !== 'linux')('while folders and links are swapped', () => {
  it('a read gives what is inside or nothing', { timeout: 120_000 }, async () => {
    const path = join(base, 'in/file');
    let read = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const found = await orNothing(() => contentAt(path, path, 1000));
      if (found === null) continue;
      read += 1;
      if (found.bytes.toString() !== 'inside') expect.fail(`read ${found.bytes.toString()} in round ${round}`);
    }
    expect(read).toBeGreaterThan(100);
    expect(swaps).toBeGreaterThan(ROUNDS);
  });

  it('a listing and a search show what is inside or nothing', { timeout: 120_000 }, async () => {
    writeFileSync(join(base, 'outside/only-outside'), 'SECRET');
    let seen = 0;
    const query = {
      hidden: true,
      mostHits: 10,
      reads: () => true,
      enters: () => true,
      wants: () => true,
      signal: never,
    };
    for (let round = 0; round < ROUNDS / 10; round += 1) {
      const names = await orNothing(async () => {
        await using folder = await anchorFolder(join(base, 'in'));
        return (await listFolder(folder, { hidden: true, most: 100, shows: () => true }, never)).entries.map(
          ({ name }) => name,
        );
      });
      const search = new Search({ ...query, matcher: lineMatcher('SECRET', false, false) });
      await orNothing(async () => {
        await using folder = await anchorFolder(join(base, 'in'));
        await search.folder(folder, '');
      });
      if (names !== null) seen += 1;
      if (names?.includes('only-outside') === true || search.result.hits.length > 0)
        expect.fail(`reached outside in round ${round}`);
    }
    expect(seen).toBeGreaterThan(10);
  });

  it('a write changes what is inside or nothing', { timeout: 120_000 }, async () => {
    const path = join(base, 'in/new');
    let written = 0;
    for (let round = 0; round < ROUNDS / 10; round += 1) {
      await orNothing(async () => {
        const { folder, parents, now } = await lookInto(path, path, 1000);
        // While the folder is away it would be made anew, and stand in the swapper's way.
        if (parents.length > 0) return;
        const bytes = Buffer.from(`round ${round}`);
        await writeFile({
          ...{ path, named: path, folder, parents, mode: 0o600, bytes },
          ...{ before: now?.content ?? null, expected: now?.bytes ?? null },
          keep: async () => undefined,
        });
        written += 1;
      });
    }
    expect(written).toBeGreaterThan(10);
    expect(readdirSync(join(base, 'outside'))).toEqual(['file']);
    expect(readFileSync(join(base, 'outside/file'), 'utf8')).toBe('SECRET');
  });
});
