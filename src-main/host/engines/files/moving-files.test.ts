/** Files that change under the reader's hands, and folders that are somebody else's: one state of the file, or a refusal. */
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Refused } from '#shared/model/index.ts';
import { anchorFolder } from './anchor-folder.ts';
import { usable } from './file-trouble.ts';
import { lookInto } from './look-for.ts';
import { type OpenFile, openRegular } from './open-regular.ts';
import { readBytes, readLines } from './read-part.ts';
import { readWhole } from './read-whole.ts';
import { writeFile } from './write-file.ts';

const never = new AbortController().signal;
const BYTES = 600_000;
let base: string;
const at = (name: string): string => join(base, name);

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'cs-moving-')));
  writeFileSync(at('file'), `${'x'.repeat(99)}\n`.repeat(BYTES / 100));
  writeFileSync(at('outside'), 'SECRET');
});
afterEach(() => rmSync(base, { recursive: true }));

/** What happens to the file right after its first piece was read. */
const changes: Readonly<Record<string, (path: string) => void>> = {
  grows: (path) => appendFileSync(path, 'more'),
  shrinks: (path) => truncateSync(path, 1000),
  'is emptied': (path) => truncateSync(path, 0),
  vanishes: (path) => rmSync(path),
  'is replaced': (path) => {
    writeFileSync(`${path}.new`, 'y'.repeat(BYTES));
    renameSync(`${path}.new`, path);
  },
  'turns into a link out': (path) => {
    rmSync(path);
    symlinkSync(at('outside'), path);
  },
};

/** The open file, of which one read is given back only once something happened to it. */
async function disturbed(
  change: (path: string) => void,
  read: (opened: OpenFile) => Promise<Buffer>,
): Promise<Buffer | Refused> {
  await using folder = await anchorFolder(base);
  const opened = await openRegular(folder, 'file', 'file');
  const { file } = opened;
  const original = file.read.bind(file) as (...args: readonly unknown[]) => Promise<unknown>;
  let isFirst = true;
  const slow = async (buffer: Uint8Array, offset: number, length: number, position: number): Promise<unknown> => {
    const found = await original(buffer, offset, Math.min(length, 100_000), position);
    if (isFirst) change(at('file'));
    isFirst = false;
    return found;
  };
  Object.assign(file, { read: slow });
  try {
    return await read(opened);
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  } finally {
    await file.close();
  }
}

describe.each(Object.keys(changes))('a file that %s while it is read', (name) => {
  const change = changes[name] ?? (() => undefined);

  it('is read whole as it was, or refused: never half of one and half of another', async () => {
    const found = await disturbed(change, (opened) => readWhole(opened, { shown: 'file', most: 2 * BYTES }));
    if (found instanceof Refused) expect(found.refusal.code).toBe('FILE_CHANGED');
    else expect(found.equals(Buffer.from(`${'x'.repeat(99)}\n`.repeat(BYTES / 100)))).toBe(true);
    expect(found instanceof Refused).toBe(['grows', 'shrinks', 'is emptied'].includes(name));
  });

  it('gives in part what was in it, and nothing from where the link leads', async () => {
    for (const read of [
      async ({ file }: OpenFile) => (await readBytes(file, 0, BYTES)).bytes,
      async ({ file }: OpenFile) => (await readLines(file, { from: 1, count: 5000, limit: BYTES }, never)).bytes,
    ]) {
      writeFileSync(at('file.again'), `${'x'.repeat(99)}\n`.repeat(BYTES / 100));
      renameSync(at('file.again'), at('file'));
      const found = await disturbed(change, read);
      if (found instanceof Refused) continue;
      expect(found.toString()).toMatch(/^[x\n]*$/u);
    }
  });
});

describe.skipIf(process.getuid?.() !== 0 || process.seteuid === undefined)(
  'a folder of somebody else’s (as root, turned nobody)',
  () => {
    it('is not written in, and nothing is left behind', async () => {
      mkdirSync(at('fixed'));
      writeFileSync(at('fixed/old'), 'old');
      chmodSync(base, 0o755);
      const refusals: unknown[] = [];
      process.seteuid?.(65_534);
      try {
        for (const name of ['old', 'new']) {
          const path = at(`fixed/${name}`);
          const { folder, parents, now } = await lookInto(path, path, 1000);
          const content = { path, named: path, folder, parents, mode: 0o600, bytes: Buffer.from('new') };
          const error = await usable(path, () =>
            writeFile({
              ...content,
              before: now?.content ?? null,
              expected: now?.bytes ?? null,
              keep: async () => undefined,
            }),
          ).then(
            () => 'written',
            (problem: unknown) => problem,
          );
          refusals.push(error instanceof Refused ? error.refusal.code : error);
        }
      } finally {
        process.seteuid?.(0);
      }
      expect(refusals).toEqual(['FILE_UNUSABLE', 'FILE_UNUSABLE']);
      expect(readdirSync(at('fixed'))).toEqual(['old']);
      expect(readFileSync(at('fixed/old'), 'utf8')).toBe('old');
    });
  },
);
