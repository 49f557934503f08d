/** What the policy room finds when it is opened: at the first start, and after a restart. */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BROKEN, openPolicyStage, type PolicyStage } from './fixtures/policy-stage.ts';

let stage: PolicyStage;
let base: string;
let file: string;
let history: string;
beforeEach(() => {
  stage = openPolicyStage();
  ({ base, file, history } = stage);
});
afterEach(() => stage.close());

describe('at the first start', () => {
  it('a missing file is written with the starter, for this user alone, and is in force', async () => {
    const policies = await stage.open();
    expect(policies.status()).toMatchObject({ file, state: 'ok', version: 1, problems: [] });
    expect(policies.status().loaded_at).toMatch(/^\d{4}-\d\d-\d\dT/u);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await policies.readText()).toBe(readFileSync(file, 'utf8'));
    expect(policies.current().commandNames).toContain('cat');
    expect(readdirSync(history)).toEqual(['000001.json', '000001.yaml']);
    expect(JSON.parse(readFileSync(join(history, '000001.json'), 'utf8'))).toMatchObject({
      version: 1,
      by: 'starter',
      file,
    });
  });

  it('a good file is in force, and left as it is', async () => {
    writeFileSync(file, stage.text('log'));
    const policies = await stage.open();
    expect(policies.status()).toMatchObject({ state: 'ok', version: 1 });
    expect(readFileSync(file, 'utf8')).toBe(stage.text('log'));
    expect([stage.word(policies, 'log'), stage.word(policies, 'push')]).toEqual(['allow', 'deny']);
  });

  it('a broken file is left as it is, and everything is denied', async () => {
    writeFileSync(file, BROKEN);
    const policies = await stage.open();
    expect(policies.status()).toMatchObject({
      ...{ file, state: 'none', version: 0, loaded_at: null },
      problems: [{ line: 2, column: 1, message: 'There is no “commandz” here. Did you mean “commands”?' }],
    });
    expect(readFileSync(file, 'utf8')).toBe(BROKEN);
    expect(stage.word(policies, 'log')).toBe('deny');
    expect(policies.current().version).toBe(0);
    expect(readdirSync(history)).toEqual([]);
  });

  it.each([
    ['a folder', () => mkdirSync(file), 'is a folder'],
    ['a dangling link', () => symlinkSync('absent', file), 'does not exist'],
    ['10 MB', () => writeFileSync(file, Buffer.alloc(10_000_000, '#')), 'at most 1 MiB'],
    ['an empty file', () => writeFileSync(file, ''), 'The file is empty'],
  ])('%s is refused, and everything is denied', async (_what, make, problem) => {
    make();
    const policies = await stage.open();
    expect(policies.status().state).toBe('none');
    expect(policies.status().problems[0]?.message).toContain(problem);
    expect(stage.word(policies, 'log')).toBe('deny');
  });

  it('a file that cannot be written is an error with a sentence for the person', async () => {
    await expect(stage.open({ file: join(base, 'absent', 'policy.yaml') })).rejects.toThrow(
      /does not exist and cannot be written/u,
    );
  });

  it('a starter that is no policy is refused like any other', async () => {
    const policies = await stage.open({ starter: async () => BROKEN });
    expect(policies.status().state).toBe('none');
  });
});

describe('after a restart', () => {
  it('the same file is the same version', async () => {
    writeFileSync(file, stage.text('log'));
    await stage.open();
    expect((await stage.restart()).status()).toMatchObject({ state: 'ok', version: 1 });
    expect(readdirSync(history)).toHaveLength(2);
  });

  it('a file that changed meanwhile is a new version, also when it is an old text again', async () => {
    writeFileSync(file, stage.text('log'));
    await stage.open();
    writeFileSync(file, stage.text('push'));
    expect((await stage.restart()).status().version).toBe(2);
    writeFileSync(file, stage.text('log'));
    expect((await stage.restart()).status().version).toBe(3);
  });

  it('the newest good version stays in force while the file is broken', async () => {
    writeFileSync(file, stage.text('log'));
    const first = await stage.open();
    writeFileSync(file, stage.text('push'));
    await first.reload();
    writeFileSync(file, BROKEN);
    const policies = await stage.restart();
    expect(policies.status()).toMatchObject({ state: 'last-good', version: 2, problems: [{ line: 2 }] });
    expect([stage.word(policies, 'log'), stage.word(policies, 'push')]).toEqual(['deny', 'allow']);
  });

  it('a policy that was deleted does not turn into the looser starter', async () => {
    writeFileSync(file, stage.text('log'));
    await stage.open();
    unlinkSync(file);
    const policies = await stage.restart();
    expect(policies.status()).toMatchObject({ state: 'last-good', version: 1 });
    expect(policies.current().commandNames).toEqual(['tool']);
    expect(readdirSync(base)).not.toContain('policy.yaml');
  });

  it('a version whose text was changed behind our back does not count, nor one that is not whole', async () => {
    writeFileSync(file, stage.text('log'));
    const first = await stage.open();
    for (const prefix of ['second', 'third', 'fourth']) {
      writeFileSync(file, stage.text(prefix));
      await first.reload();
    }
    writeFileSync(join(history, '000004.yaml'), stage.text('evil'));
    writeFileSync(join(history, '000003.json'), '{"version":3}');
    unlinkSync(join(history, '000002.yaml'));
    writeFileSync(file, BROKEN);
    const policies = await stage.restart();
    expect(policies.status()).toMatchObject({ state: 'last-good', version: 1 });
    writeFileSync(file, stage.text('fifth'));
    expect(await policies.reload()).toMatchObject({ state: 'ok', version: 5 });
  });

  it('the history of another file does not count', async () => {
    const other = join(base, 'other.yaml');
    writeFileSync(file, stage.text('log'));
    await stage.open();
    writeFileSync(other, BROKEN);
    const policies = await stage.open({ file: other });
    expect(policies.status()).toMatchObject({ state: 'none', version: 0 });
    writeFileSync(other, stage.text('push'));
    expect(await policies.reload()).toMatchObject({ state: 'ok', version: 2 });
  });

  it('a version that cannot be kept is in force all the same, and the status says so', async () => {
    writeFileSync(file, stage.text('log'));
    const policies = await stage.open();
    rmSync(history, { recursive: true });
    writeFileSync(file, stage.text('third'));
    expect((await policies.reload()).problems[0]?.message).toContain('could not be kept in the history');
    expect(stage.word(policies, 'third')).toBe('allow');
  });
});
