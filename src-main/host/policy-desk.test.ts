/** The policy from the person's side, through the whole house: writing, going back, changes from outside, and after a restart. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PolicyStatus } from '#shared/contract/index.ts';
import { modernAgent } from '../../test/agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../../test/open-test-host.ts';

let app: TestHost;

beforeEach(async () => {
  app = await openTestHost();
});
afterEach(() => app.close());

const file = (): string => join(app.dataDir, 'policy.yaml');
const onDisk = (): string => readFileSync(file(), 'utf8');
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
/** The policy of these tests with echo asked about. */
const tighter = (): string =>
  onDisk().replace(
    'rules: [{ verdict: allow, args: ["..."] }] }\n  cat',
    'rules: [{ verdict: ask, args: ["..."] }] }\n  cat',
  );

/** Resolves with the first status from now on that is as wanted. */
function until(wanted: (status: PolicyStatus) => boolean): Promise<PolicyStatus> {
  const { promise, resolve } = Promise.withResolvers<PolicyStatus>();
  const stop = app.host.api.events.listen((event) => {
    if (event.name === 'policy.changed' && wanted(event.payload)) resolve(event.payload);
  });
  return promise.finally(stop);
}

describe('saving', () => {
  it('writes the file, is in force at once, and is on record with who and why', async () => {
    const text = tighter();
    const saved = await app.call('policy.save', { text, base: sha(onDisk()), why: 'echo is loud' });
    expect(saved).toMatchObject({ ok: true, problems: [], status: { state: 'ok', version: 2 } });
    expect(onDisk()).toBe(text);
    expect((await app.call('policy.why', { argv: ['echo'], cwd: app.workspace })).verdict).toBe('ask');
    const [newest] = await app.call('policy.history', {});
    expect(newest).toMatchObject({ version: 2, by: 'tester via terminal', why: 'echo is loud', in_force: true });
    const loads = (await app.audit()).flatMap(({ body }) =>
      body.type === 'house' && body.event === 'policy-loaded' ? [body.detail] : [],
    );
    expect(loads.at(-1)).toMatchObject({ version: 2, by: 'tester via terminal', why: 'echo is loud' });
  });

  it('is refused when the file is another by now', async () => {
    const base = sha(onDisk());
    writeFileSync(file(), `${onDisk()}# by somebody else\n`);
    await expect(app.call('policy.save', { text: tighter(), base })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(onDisk()).toContain('# by somebody else');
  });

  it.each([
    ['does not compile', 'version: 1\ncommandz: {}\n', 'There is no “commandz”'],
    [
      'fails its examples',
      'version: 1\ncommands:\n  ls:\n    executable: /bin/ls\n    rules:\n      - { verdict: allow, args: [], examples: { match: [[ls, x]] } }\n',
      'should match this rule',
    ],
  ])('a text that %s is not written', async (_what, text, problem) => {
    const before = onDisk();
    const saved = await app.call('policy.save', { text, base: sha(before) });
    expect(saved).toMatchObject({ ok: false, status: { state: 'ok', version: 1 } });
    expect(saved.problems[0]?.message).toContain(problem);
    expect(onDisk()).toBe(before);
  });

  it('of two at once lets one through', async () => {
    const base = sha(onDisk());
    const results = await Promise.allSettled([
      app.call('policy.save', { text: `${onDisk()}# one\n`, base }),
      app.call('policy.save', { text: `${onDisk()}# two\n`, base }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('going back', () => {
  it('writes the earlier text as a new version', async () => {
    const first = onDisk();
    await app.call('policy.save', { text: tighter(), base: sha(first) });
    expect(await app.call('policy.revert', { version: 1 })).toMatchObject({ state: 'ok', version: 3 });
    expect(onDisk()).toBe(first);
    expect(await app.call('policy.version', { version: 3 })).toEqual({ version: 3, text: first });
    const history = await app.call('policy.history', { limit: 2 });
    expect(history.map(({ version, why, in_force }) => [version, why, in_force])).toEqual([
      [3, 'back to version 1', true],
      [2, null, false],
    ]);
  });

  it('to a version that there is not is refused', async () => {
    await expect(app.call('policy.revert', { version: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(app.call('policy.version', { version: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a change outside the app', () => {
  it('takes effect at once when the person turned the question off, and is told apart in the history', async () => {
    expect(await app.call('policy.confirmOutside', { on: false })).toEqual({ on: false });
    const changed = until(({ version }) => version === 2);
    writeFileSync(file(), tighter());
    expect(await changed).toMatchObject({ state: 'ok', outside_change: false });
    expect((await app.call('policy.history', {}))[0]).toMatchObject({ by: 'outside the app' });
  });

  it('waits for the person, and comes into force when accepted', async () => {
    expect(await app.call('policy.settings', {})).toEqual({ confirm_outside: true });
    const text = tighter();
    const waits = until(({ outside_change }) => outside_change);
    writeFileSync(file(), text);
    expect(await waits).toMatchObject({ state: 'last-good', version: 1 });
    expect(await app.call('policy.outside', {})).toMatchObject({ sha256: sha(text), text });
    expect((await app.call('policy.why', { argv: ['echo'], cwd: app.workspace })).verdict).toBe('allow');
    await expect(app.call('policy.accept', { sha256: sha('another') })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await app.call('policy.accept', { sha256: sha(text) })).toMatchObject({
      state: 'ok',
      version: 2,
      outside_change: false,
    });
    expect(await app.call('policy.outside', {})).toBeNull();
    expect((await app.call('policy.history', {}))[0]?.by).toBe('outside the app, accepted by tester via terminal');
    expect((await app.call('policy.why', { argv: ['echo'], cwd: app.workspace })).verdict).toBe('ask');
  });

  it('is undone when it is discarded', async () => {
    const [before, text] = [onDisk(), tighter()];
    const waits = until(({ outside_change }) => outside_change);
    writeFileSync(file(), text);
    await waits;
    expect(await app.call('policy.discard', { sha256: sha(text) })).toMatchObject({
      state: 'ok',
      version: 1,
      outside_change: false,
    });
    const records = (await app.audit()).flatMap(({ body }) => (body.type === 'house' ? [body] : []));
    expect(records.findLast(({ event }) => event === 'policy-loaded')?.detail).toMatchObject({
      by: 'tester via terminal',
      why: 'a change made outside the app was discarded',
    });
    expect(onDisk()).toBe(before);
  });

  it('that waits takes effect when the switch is turned off', async () => {
    const waits = until(({ outside_change }) => outside_change);
    writeFileSync(file(), tighter());
    await waits;
    await app.call('policy.confirmOutside', { on: false });
    expect(await app.call('policy.status', {})).toMatchObject({ state: 'ok', version: 2, outside_change: false });
  });

  it('that has problems cannot be accepted', async () => {
    const waits = until(({ outside_change }) => outside_change);
    writeFileSync(file(), 'version: 1\ncommandz: {}\n');
    expect((await waits).problems[0]?.message).toContain('commandz');
    await expect(app.call('policy.accept', { sha256: sha('version: 1\ncommandz: {}\n') })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await app.call('policy.status', {})).toMatchObject({ version: 1, outside_change: true });
  });
});

describe('after a restart', () => {
  let base: string;

  beforeEach(() => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-desk-')));
    mkdirSync(join(base, 'data'), { mode: 0o700 });
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  it('hits are there again, and a change that was made meanwhile waits', async () => {
    const first = await openTestHost({ folder: base, policy: TEST_POLICY });
    const one = await modernAgent({ endpoint: first.endpoint, token: await first.addClient('Claude') });
    await one.call('execute_command', { argv: ['echo'], working_dir: first.workspace });
    await one.close();
    await first.host.close();
    const path = join(base, 'data', 'policy.yaml');
    const text = readFileSync(path, 'utf8');
    const again = await openTestHost({ folder: base });
    await expect
      .poll(async () => (await again.call('policy.rules', {})).find(({ command }) => command === 'echo')?.hits)
      .toBe(1);
    await again.host.close();
    writeFileSync(path, `${text}# looser\n`);
    const last = await openTestHost({ folder: base });
    expect(await last.call('policy.status', {})).toMatchObject({ version: 1, outside_change: true });
    await last.host.close();
  });

  it.each([['not JSON'], ['{"version":1,"confirm_outside":true,"more":1}'], ['{"version":2,"confirm_outside":true}']])(
    'settings that are %s are refused with a sentence, and left as they are',
    async (content) => {
      const path = join(base, 'data', 'settings.json');
      writeFileSync(path, content);
      await expect(openTestHost({ folder: base })).rejects.toThrow(/The settings in .* cannot be read/u);
      expect(readFileSync(path, 'utf8')).toBe(content);
    },
  );
});
