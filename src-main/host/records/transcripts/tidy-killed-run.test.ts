import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TestRuns } from '../testing/test-runs.ts';

it('a run of a killed host keeps what was whole and loses what was half written', async () => {
  await using test = await TestRuns.make();
  const runs = await test.open();
  const run = await test.start(runs);
  const folder = join(test.folder, run.id);
  const whole = await readdir(folder);
  await runs.keep(run.id, 'package', 'solve.py', Buffer.from('print(1)'));
  await writeFile(join(folder, '.run.json.0123abcd.tmp'), '{"id":');
  await writeFile(join(folder, 'kept', 'list.json.new'), '[{"kind":');
  const next = await test.open();
  expect((await readdir(folder)).sort()).toEqual([...whole, 'kept'].sort());
  expect((await readdir(join(folder, 'kept'))).sort()).toEqual(['0', 'list.json']);
  expect((await next.show(run.id))?.end?.reason).toBe('lost');
});

it('a run whose host was killed before it had a summary was none', async () => {
  await using test = await TestRuns.make();
  const id = 'run_20990101_000000_00000000';
  await mkdir(join(test.folder, id));
  await writeFile(join(test.folder, `${id}.running`), '');
  await writeFile(join(test.folder, id, '.run.json.0123abcd.tmp'), '{"id":');
  await test.open();
  expect(await readdir(test.folder)).toEqual([]);
});
