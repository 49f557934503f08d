import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#host/ports/system-clock.ts';
import type { PolicyStatus } from '#shared/contract/index.ts';
import { silentLog } from '../../../test/silent-log.ts';
import { planFor } from './fixtures/load-policy.ts';
import { openPolicy, type Policies, starterPolicy } from './index.ts';

const anna = { name: 'anna', claims: null };

let base: string;
let file: string;
let history: string;
let opened: Policies[];

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'policy-room-')));
  file = join(base, 'policy.yaml');
  history = join(base, 'policy-history');
  mkdirSync(history);
  mkdirSync(join(base, 'work'));
  opened = [];
});

afterEach(async () => {
  await Promise.all(opened.map((policies) => policies.close()));
  rmSync(base, { recursive: true });
});

const text = (...prefixes: readonly string[]): string =>
  `version: 1\npaths: { read: ["${base}/work/**"] }\ncommands:\n  tool: { executable: /usr/bin/tool, allowed_prefixes: [${prefixes.join(', ')}] }\n`;
const BROKEN = 'version: 1\ncommandz: {}\n';

/** Most of these are about the file itself, so what is found in it counts at once. */
async function open(
  change: {
    readonly file?: string;
    readonly starter?: () => Promise<string>;
    readonly confirmsOutside?: () => boolean;
  } = {},
): Promise<Policies> {
  const policies = await openPolicy({
    ...{ file, ownFolders: [join(base, 'data')], home: base, historyFolder: history },
    ...{
      clock: systemClock(),
      log: silentLog(),
      starter: () => starterPolicy(),
      confirmsOutside: () => false,
      ...change,
    },
  });
  opened.push(policies);
  return policies;
}

/** Resolves with the first status from now on that is as wanted. */
function until(policies: Policies, wanted: (status: PolicyStatus) => boolean): Promise<PolicyStatus> {
  const { promise, resolve } = Promise.withResolvers<PolicyStatus>();
  const stop = policies.onChange((status) => {
    if (wanted(status)) resolve(status);
  });
  return promise.finally(stop);
}

const version = (wanted: number) => (status: PolicyStatus) => status.version === wanted && status.state === 'ok';
const lastGood = (status: PolicyStatus): boolean => status.state === 'last-good';
const word = (policies: Policies, ...args: readonly string[]): string => {
  const plan = planFor(['tool', ...args], { cwd: { path: join(base, 'work'), device: '1', inode: '1' } });
  return policies.decide(plan, anna, policies.current(), Date.now()).verdict;
};

describe('at the first start', () => {
  it('a missing file is written with the starter, for this user alone, and is in force', async () => {
    const policies = await open();
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
    writeFileSync(file, text('log'));
    const policies = await open();
    expect(policies.status()).toMatchObject({ state: 'ok', version: 1 });
    expect(readFileSync(file, 'utf8')).toBe(text('log'));
    expect([word(policies, 'log'), word(policies, 'push')]).toEqual(['allow', 'deny']);
  });

  it('a broken file is left as it is, and everything is denied', async () => {
    writeFileSync(file, BROKEN);
    const policies = await open();
    expect(policies.status()).toMatchObject({
      ...{ file, state: 'none', version: 0, loaded_at: null },
      problems: [{ line: 2, column: 1, message: 'There is no “commandz” here. Did you mean “commands”?' }],
    });
    expect(readFileSync(file, 'utf8')).toBe(BROKEN);
    expect(word(policies, 'log')).toBe('deny');
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
    const policies = await open();
    expect(policies.status().state).toBe('none');
    expect(policies.status().problems[0]?.message).toContain(problem);
    expect(word(policies, 'log')).toBe('deny');
  });

  it('a file that cannot be written is an error with a sentence for the person', async () => {
    await expect(open({ file: join(base, 'absent', 'policy.yaml') })).rejects.toThrow(
      /does not exist and cannot be written/u,
    );
  });

  it('a starter that is no policy is refused like any other', async () => {
    const policies = await open({ starter: async () => BROKEN });
    expect(policies.status().state).toBe('none');
  });
});

describe('while it runs', () => {
  it('a change in place takes effect', async () => {
    writeFileSync(file, text('log'));
    const policies = await open();
    const changed = until(policies, version(2));
    writeFileSync(file, text('log', 'push'));
    await changed;
    expect(word(policies, 'push')).toBe('allow');
    expect(readFileSync(join(history, '000002.yaml'), 'utf8')).toBe(text('log', 'push'));
  });

  it('a change by renaming takes effect, again and again', async () => {
    writeFileSync(file, text('log'));
    const policies = await open();
    for (const next of [2, 3, 4]) {
      const changed = until(policies, version(next));
      writeFileSync(`${file}.new`, text('log', `v${next}`));
      renameSync(`${file}.new`, file);
      await changed;
      expect(word(policies, `v${next}`)).toBe('allow');
    }
  });

  it('a broken file leaves the last good version in force, until it is mended', async () => {
    writeFileSync(file, text('log'));
    const policies = await open();
    const loadedAt = policies.status().loaded_at;
    const broken = until(policies, lastGood);
    writeFileSync(file, BROKEN);
    expect(await broken).toMatchObject({ version: 1, loaded_at: loadedAt, problems: [{ line: 2, column: 1 }] });
    expect(word(policies, 'log')).toBe('allow');
    expect(await policies.readText()).toBe(BROKEN);
    const back = until(policies, version(1));
    writeFileSync(file, text('log'));
    expect((await back).problems).toEqual([]);
    expect(readdirSync(history)).toHaveLength(2);
  });

  it('a policy that fails its own example does not come into force', async () => {
    writeFileSync(file, text('log'));
    const policies = await open();
    const broken = until(policies, lastGood);
    writeFileSync(
      file,
      `version: 1\ncommands:\n  tool:\n    executable: /usr/bin/tool\n    rules:\n      - { verdict: allow, args: ["..."], examples: { not_match: [[tool, push]] } }\n`,
    );
    expect((await broken).problems[0]?.message).toContain('should not match this rule and does');
    expect(word(policies, 'push')).toBe('deny');
  });

  it('a file that vanishes leaves the last good version in force, is not written anew, and may come back', async () => {
    writeFileSync(file, text('log'));
    const policies = await open();
    const gone = until(policies, lastGood);
    unlinkSync(file);
    expect((await gone).problems[0]?.message).toContain('is gone');
    expect(word(policies, 'log')).toBe('allow');
    expect(readdirSync(base)).not.toContain('policy.yaml');
    const back = until(policies, version(2));
    writeFileSync(file, text('push'));
    await back;
    expect([word(policies, 'log'), word(policies, 'push')]).toEqual(['deny', 'allow']);
  });

  it('a folder that vanishes with the file and comes back is noticed', async () => {
    const inner = join(base, 'inner');
    mkdirSync(inner);
    const moved = join(inner, 'policy.yaml');
    writeFileSync(moved, text('log'));
    const policies = await open({ file: moved });
    const gone = until(policies, lastGood);
    rmSync(inner, { recursive: true });
    await gone;
    const back = until(policies, version(2));
    mkdirSync(inner);
    writeFileSync(moved, text('push'));
    await back;
    expect(word(policies, 'push')).toBe('allow');
  });

  it('a link’s target that changes is noticed', async () => {
    mkdirSync(join(base, 'dotfiles'));
    writeFileSync(join(base, 'dotfiles', 'real.yaml'), text('log'));
    symlinkSync('dotfiles/real.yaml', file);
    const policies = await open();
    expect(word(policies, 'log')).toBe('allow');
    const changed = until(policies, version(2));
    writeFileSync(join(base, 'dotfiles', 'real.yaml'), text('push'));
    await changed;
    expect(word(policies, 'push')).toBe('allow');
  });

  it('a file in halves is taken when it is whole', async () => {
    writeFileSync(file, text('log'));
    const policies = await open();
    const seen: string[] = [];
    policies.onChange(({ state }) => void seen.push(state));
    const changed = until(policies, version(2));
    const whole = text('push', 'log');
    writeFileSync(file, whole.slice(0, 30));
    appendFileSync(file, whole.slice(30));
    await changed;
    expect(seen).toEqual(['ok']);
  });

  it('reload looks at once, and says how things stand', async () => {
    writeFileSync(file, text('log'));
    const policies = await open();
    writeFileSync(file, BROKEN);
    expect(await policies.reload()).toMatchObject({ state: 'last-good', version: 1 });
    writeFileSync(file, text('push'));
    expect(await policies.reload()).toMatchObject({ state: 'ok', version: 2 });
    expect(await policies.reload()).toMatchObject({ state: 'ok', version: 2 });
  });

  it('check says what would be wrong and changes nothing', async () => {
    writeFileSync(file, text('log'));
    const policies = await open();
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
    const policies = await open();
    for (const path of [file, join(base, 'data'), join(base, 'data', 'absent', 'x')]) {
      expect(policies.current().scopeOf(path)).toEqual({ read: false, write: false, blocked: true });
    }
    expect(policies.current().scopeOf(base)).toEqual({ read: true, write: false, blocked: false });
  });

  it('after close nothing more is said', async () => {
    writeFileSync(file, text('log'));
    const policies = await open();
    const other = await open();
    let said = 0;
    policies.onChange(() => {
      said += 1;
    });
    await policies.close();
    const seen = until(other, version(2));
    writeFileSync(file, text('push'));
    await seen;
    expect(said).toBe(0);
    expect(policies.status().version).toBe(1);
  });
});

describe('after a restart', () => {
  const restart = async (): Promise<Policies> => {
    await opened.at(-1)?.close();
    return open();
  };

  it('the same file is the same version', async () => {
    writeFileSync(file, text('log'));
    await open();
    expect((await restart()).status()).toMatchObject({ state: 'ok', version: 1 });
    expect(readdirSync(history)).toHaveLength(2);
  });

  it('a file that changed meanwhile is a new version, also when it is an old text again', async () => {
    writeFileSync(file, text('log'));
    await open();
    writeFileSync(file, text('push'));
    expect((await restart()).status().version).toBe(2);
    writeFileSync(file, text('log'));
    expect((await restart()).status().version).toBe(3);
  });

  it('the newest good version stays in force while the file is broken', async () => {
    writeFileSync(file, text('log'));
    const first = await open();
    writeFileSync(file, text('push'));
    await first.reload();
    writeFileSync(file, BROKEN);
    const policies = await restart();
    expect(policies.status()).toMatchObject({ state: 'last-good', version: 2, problems: [{ line: 2 }] });
    expect([word(policies, 'log'), word(policies, 'push')]).toEqual(['deny', 'allow']);
  });

  it('a policy that was deleted does not turn into the looser starter', async () => {
    writeFileSync(file, text('log'));
    await open();
    unlinkSync(file);
    const policies = await restart();
    expect(policies.status()).toMatchObject({ state: 'last-good', version: 1 });
    expect(policies.current().commandNames).toEqual(['tool']);
    expect(readdirSync(base)).not.toContain('policy.yaml');
  });

  it('a version whose text was changed behind our back does not count, nor one that is not whole', async () => {
    writeFileSync(file, text('log'));
    const first = await open();
    for (const prefix of ['second', 'third', 'fourth']) {
      writeFileSync(file, text(prefix));
      await first.reload();
    }
    writeFileSync(join(history, '000004.yaml'), text('evil'));
    writeFileSync(join(history, '000003.json'), '{"version":3}');
    unlinkSync(join(history, '000002.yaml'));
    writeFileSync(file, BROKEN);
    const policies = await restart();
    expect(policies.status()).toMatchObject({ state: 'last-good', version: 1 });
    writeFileSync(file, text('fifth'));
    expect(await policies.reload()).toMatchObject({ state: 'ok', version: 5 });
  });

  it('the history of another file does not count', async () => {
    const other = join(base, 'other.yaml');
    writeFileSync(file, text('log'));
    await open();
    writeFileSync(other, BROKEN);
    const policies = await open({ file: other });
    expect(policies.status()).toMatchObject({ state: 'none', version: 0 });
    writeFileSync(other, text('push'));
    expect(await policies.reload()).toMatchObject({ state: 'ok', version: 2 });
  });

  it('a version that cannot be kept is in force all the same, and the status says so', async () => {
    writeFileSync(file, text('log'));
    const policies = await open();
    rmSync(history, { recursive: true });
    writeFileSync(file, text('third'));
    expect((await policies.reload()).problems[0]?.message).toContain('could not be kept in the history');
    expect(word(policies, 'third')).toBe('allow');
  });
});
