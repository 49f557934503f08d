/** The policy’s file while the room is open: each way in which it changes, breaks, goes and comes back. */
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PolicyStatus } from '#shared/contract/index.ts';
import { BROKEN, openPolicyStage, type PolicyStage, until } from './fixtures/policy-stage.ts';

let stage: PolicyStage;
let base: string;
let file: string;
let history: string;
beforeEach(() => {
  stage = openPolicyStage();
  ({ base, file, history } = stage);
});
afterEach(() => stage.close());

const version = (wanted: number) => (status: PolicyStatus) => status.version === wanted && status.state === 'ok';
const lastGood = (status: PolicyStatus): boolean => status.state === 'last-good';

describe('while it runs', () => {
  it('a change in place takes effect', async () => {
    writeFileSync(file, stage.text('log'));
    const policies = await stage.open();
    const changed = until(policies, version(2));
    writeFileSync(file, stage.text('log', 'push'));
    await changed;
    expect(stage.word(policies, 'push')).toBe('allow');
    expect(readFileSync(join(history, '000002.yaml'), 'utf8')).toBe(stage.text('log', 'push'));
  });

  it('a change by renaming takes effect, again and again', async () => {
    writeFileSync(file, stage.text('log'));
    const policies = await stage.open();
    for (const next of [2, 3, 4]) {
      const changed = until(policies, version(next));
      writeFileSync(`${file}.new`, stage.text('log', `v${next}`));
      renameSync(`${file}.new`, file);
      await changed;
      expect(stage.word(policies, `v${next}`)).toBe('allow');
    }
  });

  it('a broken file leaves the last good version in force, until it is mended', async () => {
    writeFileSync(file, stage.text('log'));
    const policies = await stage.open();
    const loadedAt = policies.status().loaded_at;
    const broken = until(policies, lastGood);
    writeFileSync(file, BROKEN);
    expect(await broken).toMatchObject({ version: 1, loaded_at: loadedAt, problems: [{ line: 2, column: 1 }] });
    expect(stage.word(policies, 'log')).toBe('allow');
    expect(await policies.readText()).toBe(BROKEN);
    const back = until(policies, version(1));
    writeFileSync(file, stage.text('log'));
    expect((await back).problems).toEqual([]);
    expect(readdirSync(history)).toHaveLength(2);
  });

  it('a policy that fails its own example does not come into force', async () => {
    writeFileSync(file, stage.text('log'));
    const policies = await stage.open();
    const broken = until(policies, lastGood);
    writeFileSync(
      file,
      `version: 1\ncommands:\n  tool:\n    executable: /usr/bin/tool\n    rules:\n      - { verdict: allow, args: ["..."], examples: { not_match: [[tool, push]] } }\n`,
    );
    expect((await broken).problems[0]?.message).toContain('should not match this rule and does');
    expect(stage.word(policies, 'push')).toBe('deny');
  });

  it('a file that vanishes leaves the last good version in force, is not written anew, and may come back', async () => {
    writeFileSync(file, stage.text('log'));
    const policies = await stage.open();
    const gone = until(policies, lastGood);
    unlinkSync(file);
    expect((await gone).problems[0]?.message).toContain('is gone');
    expect(stage.word(policies, 'log')).toBe('allow');
    expect(readdirSync(base)).not.toContain('policy.yaml');
    const back = until(policies, version(2));
    writeFileSync(file, stage.text('push'));
    await back;
    expect([stage.word(policies, 'log'), stage.word(policies, 'push')]).toEqual(['deny', 'allow']);
  });

  it('a folder that vanishes with the file and comes back is noticed', async () => {
    const inner = join(base, 'inner');
    mkdirSync(inner);
    const moved = join(inner, 'policy.yaml');
    writeFileSync(moved, stage.text('log'));
    const policies = await stage.open({ file: moved });
    const gone = until(policies, lastGood);
    rmSync(inner, { recursive: true });
    await gone;
    const back = until(policies, version(2));
    mkdirSync(inner);
    writeFileSync(moved, stage.text('push'));
    await back;
    expect(stage.word(policies, 'push')).toBe('allow');
  });

  it('a link’s target that changes is noticed', async () => {
    mkdirSync(join(base, 'dotfiles'));
    writeFileSync(join(base, 'dotfiles', 'real.yaml'), stage.text('log'));
    symlinkSync('dotfiles/real.yaml', file);
    const policies = await stage.open();
    expect(stage.word(policies, 'log')).toBe('allow');
    const changed = until(policies, version(2));
    writeFileSync(join(base, 'dotfiles', 'real.yaml'), stage.text('push'));
    await changed;
    expect(stage.word(policies, 'push')).toBe('allow');
  });

  it('a file in halves is taken when it is whole', async () => {
    writeFileSync(file, stage.text('log'));
    const policies = await stage.open();
    const seen: string[] = [];
    policies.onChange(({ state }) => void seen.push(state));
    const changed = until(policies, version(2));
    const whole = stage.text('push', 'log');
    writeFileSync(file, whole.slice(0, 30));
    appendFileSync(file, whole.slice(30));
    await changed;
    expect(seen).toEqual(['ok']);
  });

  it('reload looks at once, and says how things stand', async () => {
    writeFileSync(file, stage.text('log'));
    const policies = await stage.open();
    writeFileSync(file, BROKEN);
    expect(await policies.reload()).toMatchObject({ state: 'last-good', version: 1 });
    writeFileSync(file, stage.text('push'));
    expect(await policies.reload()).toMatchObject({ state: 'ok', version: 2 });
    expect(await policies.reload()).toMatchObject({ state: 'ok', version: 2 });
  });

  it('check says what would be wrong and changes nothing', async () => {
    writeFileSync(file, stage.text('log'));
    const policies = await stage.open();
    expect(policies.check(BROKEN)).toMatchObject({ ok: false, problems: [{ line: 2 }], warnings: [] });
    expect(
      policies.check('version: 1\ncommands:\n  bash: { executable: /bin/bash, allowed_prefixes: [x] }\n'),
    ).toMatchObject({
      ok: true,
      problems: [],
    });
    expect(policies.status()).toMatchObject({ state: 'ok', version: 1 });
    expect(policies.current().commandNames).toEqual(['tool']);
  });

  it('the policy’s file and the own folders are out of reach', async () => {
    writeFileSync(file, `version: 1\npaths: { read: [/**], write: [/**] }\n`);
    const policies = await stage.open();
    for (const path of [file, join(base, 'data'), join(base, 'data', 'absent', 'x')]) {
      expect(policies.current().scopeOf(path)).toEqual({ read: false, write: false, blocked: true });
    }
    expect(policies.current().scopeOf(base)).toEqual({ read: true, write: false, blocked: false });
  });

  it('after close nothing more is said', async () => {
    writeFileSync(file, stage.text('log'));
    const policies = await stage.open();
    const other = await stage.open();
    let said = 0;
    policies.onChange(() => {
      said += 1;
    });
    await policies.close();
    const seen = until(other, version(2));
    writeFileSync(file, stage.text('push'));
    await seen;
    expect(said).toBe(0);
    expect(policies.status().version).toBe(1);
  });
});
