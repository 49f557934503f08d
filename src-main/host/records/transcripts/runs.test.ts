import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunId, type RunSummary } from '#shared/model/index.ts';
import { commandPlan, digest, exited } from '../testing/subjects.ts';
import { readAll, TestRuns, textOf } from '../testing/test-runs.ts';

describe('runs', () => {
  it('are listed newest first, page by page', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const made: RunId[] = [];
    for (let count = 0; count < 75; count += 1) {
      const run = await test.start(runs);
      if (count !== 74) await run.end(exited);
      made.unshift(run.id);
      test.clock.advance(count % 3);
    }
    const page = await runs.list({ limit: 50 });
    expect(page.map(({ id }) => id)).toEqual(made.slice(0, 50));
    expect(page[0]?.end).toBeNull();
    const before = page.at(-1)?.id;
    if (before === undefined) throw new Error('expected a page');
    expect((await runs.list({ limit: 50, before })).map(({ id }) => id)).toEqual(made.slice(50));
  });

  it('that cannot be read are left out with a line in the log', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const good = await test.start(runs);
    await good.end(exited);
    const bad = join(test.folder, 'run_20990101_000000_00000000');
    await mkdir(bad);
    await writeFile(join(bad, 'run.json'), '{"id": "somebody else"}');
    await mkdir(join(test.folder, 'run_20990101_000000_00000001'));
    await writeFile(join(test.folder, 'notes.txt'), 'mine');
    expect((await runs.list({ limit: 1 })).map(({ id }) => id)).toEqual([good.id]);
    expect(test.log.lines).toEqual(['warn a run cannot be read']);
  });

  it('are told of when they start and when they end', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const heard: RunSummary[] = [];
    const stop = runs.onChanged((summary) => heard.push(summary));
    const run = await test.start(runs);
    expect(heard).toEqual([await runs.show(run.id)]);
    expect(await test.stored(run.id)).toEqual(heard[0]);
    const end = await run.end({ ...exited, reason: 'timed_out', signal: 'SIGTERM', exit_code: null });
    expect(heard[1]).toEqual({ ...heard[0], end });
    expect(await runs.show(run.id)).toEqual(heard[1]);
    expect(await test.stored(run.id)).toEqual(heard[1]);
    stop();
    await (await test.start(runs)).end(exited);
    expect(heard).toHaveLength(2);
  });

  it('that go on tell the end of what they printed, however much it is', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const run = await test.start(runs);
    expect(runs.latestOutput(run.id)).toBe('');
    await run.write('stdout', Buffer.from('one\n'));
    await run.write('stderr', Buffer.from(`token=ghp_${'a'.repeat(36)}\n`));
    test.clock.advance(100);
    await expect.poll(() => runs.latestOutput(run.id)).toMatch(/^one\ntoken=•••/);
    await run.write('stdout', Buffer.from(`${'x'.repeat(100_000)}end 😀`));
    test.clock.advance(100);
    await expect.poll(() => runs.latestOutput(run.id)).toMatch(/x{1900}end 😀$/u);
    expect(runs.latestOutput(run.id).length).toBeLessThanOrEqual(2000);
    await run.end(exited);
    expect(runs.latestOutput(run.id)).toBe('');
  });

  it('that are over can be removed for good, those under way cannot', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const removed: RunId[] = [];
    runs.onRemoved(({ id }) => removed.push(id));
    const [kept, run] = [await test.start(runs), await test.start(runs)];
    expect(await runs.remove(run.id)).toBe('running');
    await run.end(exited);
    expect(await runs.remove(run.id)).toBe('removed');
    expect(await runs.remove(run.id)).toBe('missing');
    expect(removed).toEqual([run.id]);
    expect(await runs.show(run.id)).toBeUndefined();
    expect((await runs.list({ limit: 10 })).map(({ id }) => id)).toEqual([kept.id]);
    expect((await readdir(test.folder)).filter((name) => name.startsWith(run.id))).toEqual([]);
  });

  it('whose removal a crash cut short are gone after the next start', async () => {
    await using test = await TestRuns.make();
    const run = await test.start(await test.open());
    await run.end(exited);
    await rename(join(test.folder, run.id), join(test.folder, `${run.id}.removed`));
    const runs = await test.open();
    expect(await runs.list({ limit: 10 })).toEqual([]);
    expect(await readdir(test.folder)).toEqual([]);
  });

  it('end once: the first call counts', async () => {
    await using test = await TestRuns.make();
    const run = await test.start(await test.open());
    const [first, second] = await Promise.all([run.end(exited), run.end({ ...exited, reason: 'failed' })]);
    expect(second).toEqual(first);
    await run.write('stdout', Buffer.from('late'));
    expect((await run.end(exited)).stdout.bytes).toBe(0);
  });

  it('that were under way when the host was killed end as lost at the next start', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const run = await test.start(runs);
    test.clock.advance(700);
    await run.write('stdout', Buffer.from('so far'));
    const heard = new Promise((resolve) => runs.onOutput(resolve));
    test.clock.advance(50);
    await heard;

    const next = await test.open();
    const lost = await test.stored(run.id);
    expect(lost.end).toMatchObject({ reason: 'lost', exit_code: null, duration_ms: 700, stdout: { bytes: 6 } });
    expect(await next.show(run.id)).toEqual(lost);
    expect(textOf(await readAll(next, run))).toBe('so far');
    expect(await readdir(test.folder)).toEqual([run.id]);
  });

  it('without an end and without a mark that they run are lost too', async () => {
    await using test = await TestRuns.make();
    const run = await test.start(await test.open());
    const next = await TestRuns.make();
    await mkdir(join(next.folder, run.id));
    await writeFile(join(next.folder, run.id, 'run.json'), JSON.stringify(await test.stored(run.id)));
    const [found] = await (await next.open()).list({ limit: 5 });
    expect(found?.end?.reason).toBe('lost');
    await next[Symbol.asyncDispose]();
  });

  it('that still run when the room is closed end as host_quit', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const run = await test.start(runs);
    await runs.close();
    expect((await test.stored(run.id)).end?.reason).toBe('host_quit');
  });

  it('that keep no transcript leave no folder', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const heard: RunSummary[] = [];
    runs.onChanged((summary) => heard.push(summary));
    const run = await test.start(runs, { keepsTranscript: false });
    await run.write('stdout', Buffer.from('x'));
    expect(await run.end(exited)).toMatchObject({ reason: 'exited', stdout: { bytes: 1 }, dropped_bytes: 1 });
    expect(await run.excerpt('stdout', 10)).toEqual({ text: '', truncated: true });
    expect(await readdir(test.folder)).toEqual([]);
    expect(heard).toEqual([]);
    expect(await runs.show(run.id)).toBeUndefined();
    expect(await runs.readTranscript(run.id, 0)).toBeUndefined();
  });

  it('are stored without secrets, in plan and sentence, under the digest of the true plan', async () => {
    await using test = await TestRuns.make();
    const plan = commandPlan(['mysql', '--password', 'hunter2', 'db'], { API_TOKEN: 'hunter3', LANG: 'C' });
    const run = await test.start(await test.open(), { plan, summary: 'Run mysql --password hunter2 db' });
    const stored = await test.stored(run.id);
    expect(JSON.stringify(stored)).not.toMatch(/hunter\d/);
    expect(stored.summary).toBe('Run mysql --password •••(password) db');
    expect(stored.plan).toMatchObject({ env: { API_TOKEN: '•••(token)', LANG: 'C' } });
    expect(stored.digest).toBe(digest);
    await run.end(exited);
  });

  it.each(['../../etc', 'run_20260102_030405_0060000', '', 'run_20260102_030405_00600000/..'])(
    'named %j touch no path',
    async (name) => {
      await using test = await TestRuns.make();
      const runs = await test.open();
      const id = name as RunId;
      expect(RunId.safeParse(id).success).toBe(false);
      expect(await runs.show(id)).toBeUndefined();
      expect(await runs.readTranscript(id, 0)).toBeUndefined();
    },
  );
});
