/** Changes of the policy's file that were not made through the app: they wait, whenever they were made. */
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#host/ports/system-clock.ts';
import { silentLog } from '../../../test/silent-log.ts';
import { openPolicy, type Policies, starterPolicy } from './index.ts';
import { sha256Of } from './keep/history.ts';

let base: string;
let file: string;
let opened: Policies[];

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'policy-outside-')));
  file = join(base, 'policy.yaml');
  mkdirSync(join(base, 'history'));
  opened = [];
});

afterEach(async () => {
  await Promise.all(opened.map((policies) => policies.close()));
  rmSync(base, { recursive: true });
});

const text = (name: string): string => `version: 1\ncommands:\n  ${name}: { executable: /usr/bin/${name} }\n`;

async function open(named = file): Promise<Policies> {
  await opened.at(-1)?.close();
  const policies = await openPolicy({
    ...{ file: named, ownFolders: [join(base, 'data')], home: base, historyFolder: join(base, 'history') },
    ...{ clock: systemClock(), log: silentLog(), starter: () => starterPolicy() },
  });
  opened.push(policies);
  return policies;
}

const waits = { state: 'last-good', version: 1, outside_change: true };
const listed = (policies: Policies): readonly string[] => policies.current().commandNames;

describe('the first policy of a file needs nobody', () => {
  it('the starter, a file that was there before, and one that is named for the first time', async () => {
    expect((await open()).status()).toMatchObject({ state: 'ok', version: 1, outside_change: false });
    const other = join(base, 'other.yaml');
    writeFileSync(other, text('ls'));
    const second = await open(other);
    expect(second.status()).toMatchObject({ state: 'ok', version: 2 });
    expect(listed(second)).toEqual(['ls']);
  });

  it('a first file that was broken and is mended', async () => {
    writeFileSync(file, 'commandz: {}\n');
    const policies = await open();
    expect(policies.status().state).toBe('none');
    writeFileSync(file, text('ls'));
    expect(await policies.reload()).toMatchObject({ state: 'ok', version: 1, outside_change: false });
  });
});

describe('a change made outside the app', () => {
  beforeEach(() => writeFileSync(file, text('ls')));

  it('waits while the host runs, and what was in force stays so', async () => {
    const policies = await open();
    writeFileSync(file, text('rm'));
    expect(await policies.reload()).toMatchObject({
      ...waits,
      problems: [{ line: 0, message: expect.stringContaining('changed outside the app') }],
    });
    expect(listed(policies)).toEqual(['ls']);
    expect(policies.outside()).toMatchObject({ text: text('rm'), sha256: sha256Of(text('rm')) });
  });

  it('waits when it was made while no host ran, and again after another restart', async () => {
    await open();
    await opened.at(-1)?.close();
    writeFileSync(file, text('rm'));
    for (let start = 0; start < 2; start += 1) {
      const policies = await open();
      expect(policies.status()).toMatchObject(waits);
      expect(listed(policies)).toEqual(['ls']);
    }
  });

  it('waits also when it brings back what was in force before the last version', async () => {
    const policies = await open();
    writeFileSync(file, text('rm'));
    await policies.reload();
    await policies.accept(sha256Of(text('rm')), 'anna');
    writeFileSync(file, text('ls'));
    expect(await policies.reload()).toMatchObject({ state: 'last-good', version: 2, outside_change: true });
    expect((await open()).status()).toMatchObject({ state: 'last-good', version: 2, outside_change: true });
  });

  it('waits in a file that was gone for a while, and behind a link', async () => {
    const policies = await open();
    unlinkSync(file);
    expect(await policies.reload()).toMatchObject({ state: 'last-good', outside_change: false });
    writeFileSync(file, text('rm'));
    expect(await policies.reload()).toMatchObject(waits);
    unlinkSync(file);
    writeFileSync(join(base, 'elsewhere.yaml'), text('mv'));
    symlinkSync('elsewhere.yaml', file);
    expect(await policies.reload()).toMatchObject(waits);
    expect(listed(policies)).toEqual(['ls']);
  });

  it('waits in a file that a start names again', async () => {
    const other = join(base, 'other.yaml');
    writeFileSync(other, text('cat'));
    await open(other);
    await open();
    writeFileSync(other, text('rm'));
    const policies = await open(other);
    expect(policies.status()).toMatchObject({ state: 'last-good', version: 1, outside_change: true });
    expect(listed(policies)).toEqual(['cat']);
  });

  it('that takes itself back leaves nothing to answer', async () => {
    const policies = await open();
    writeFileSync(file, text('rm'));
    await policies.reload();
    writeFileSync(file, text('ls'));
    expect(await policies.reload()).toMatchObject({ state: 'ok', version: 1, outside_change: false });
    expect(policies.outside()).toBeNull();
  });

  it('that became another is not what was accepted', async () => {
    const policies = await open();
    writeFileSync(file, text('rm'));
    await policies.reload();
    writeFileSync(file, text('mv'));
    await policies.reload();
    await expect(policies.accept(sha256Of(text('rm')), 'anna')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(listed(policies)).toEqual(['ls']);
  });

  it('that is accepted stays accepted after a restart', async () => {
    const policies = await open();
    writeFileSync(file, text('rm'));
    await policies.reload();
    await policies.accept(sha256Of(text('rm')), 'anna');
    expect(listed(await open())).toEqual(['rm']);
    expect(readFileSync(file, 'utf8')).toBe(text('rm'));
  });
});
