/** `rerun_run` through the whole road: from our own copy, patched, with its lineage. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { modernAgent } from '../../../../test/agents.ts';
import { solverStage, withEngine } from './testing/solver-stage.ts';

const stage = solverStage();
const textOf = (value: unknown): string => String(value);

withEngine('rerun_run', () => {
  it('runs the stored package once more, patched, and says what it is derived from', async () => {
    const first = await stage.run('import sys; print("first", sys.argv[1:])', { args: ['x'] });
    const { value } = await stage.agent.call('rerun_run', {
      run_id: first.run_id,
      patch: { workspace: { files: [{ path: 'lib.py', content: 'word = "patched"' }] }, execution: { args: ['y'] } },
    });
    expect(value).toMatchObject({
      ok: true,
      stdout: "first ['y']\n",
      derived_from: first.run_id,
      validated: 'entrypoint',
    });
    const replaced = await stage.agent.call('rerun_run', {
      run_id: value.run_id,
      patch: { workspace: { files: [{ path: 'solve.py', content: 'from lib import word; print(word)' }] } },
    });
    expect(replaced.value).toMatchObject({
      ok: true,
      stdout: 'patched\n',
      derived_from: value.run_id,
      validated: 'nothing',
    });
  });

  it('runs what an earlier version kept, whose plan says nothing of a second wall', async () => {
    const first = await stage.run('print("kept")');
    const kept = join(stage.app.dataDir, 'runs', textOf(first.run_id), 'kept');
    const list: { kind: string; number: number }[] = JSON.parse(await readFile(join(kept, 'list.json'), 'utf8'));
    const order = list.find(({ kind }) => kind === 'order');
    const { container, ...plan } = JSON.parse(await readFile(join(kept, `${order?.number}`), 'utf8'));
    const { firewall, ...earlier } = container;
    expect(firewall).toBe('none');
    const bytes = Buffer.from(JSON.stringify({ ...plan, container: earlier }));
    await writeFile(join(kept, `${order?.number}`), bytes);
    Object.assign(order ?? {}, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    await writeFile(join(kept, 'list.json'), JSON.stringify(list));
    const { value } = await stage.agent.call('rerun_run', { run_id: first.run_id });
    expect(value).toMatchObject({ ok: true, stdout: 'kept\n', derived_from: first.run_id });
  });

  it('N3: takes the source from our store, whatever a solver made of its own files', async () => {
    const source = `import os
for path in ['solve.py', 'data.txt']:
    os.remove(path) if os.path.exists(path) else None
    os.symlink('/etc/passwd', path)
os.makedirs('out', exist_ok=True)
os.symlink('/etc/passwd', 'out/link'); os.symlink('/', 'out/root')
os.symlink('../solve.py', 'out/solve.py')
print(open('solve.py').readline().strip())
`;
    const first = await stage.run(source, {
      files: [
        { path: 'solve.py', content: source },
        { path: 'data.txt', content: 'mine' },
      ],
      local_validation: { solved_locally: true, summary: 'works' },
    });
    expect(first).toMatchObject({ ok: true, outputs: [] });
    const kept = await stage.app.call('packages.kept', { run: first.run_id as never });
    expect(kept.filter(({ kind }) => kind === 'left')).toEqual([]);
    const source2 = await stage.app.call('packages.keptFile', {
      run: first.run_id as never,
      kind: 'package',
      path: 'solve.py',
    });
    expect(source2.content).toBe(source);
    const patch = {
      workspace: {
        files: [{ path: 'show.py', content: 'print(open("data.txt").read(), len(open("solve.py").read()))' }],
        entrypoint: 'show.py',
      },
    };
    const again = await stage.agent.call('rerun_run', { run_id: first.run_id, patch });
    expect(again.value).toMatchObject({ ok: true, stdout: `mine ${source.length}\n` });
  });

  it('is about a client’s own solver runs, as long as they are kept', async () => {
    const first = await stage.run('print(1)');
    const other = await modernAgent({ endpoint: stage.app.endpoint, token: await stage.app.addClient('Cursor') });
    const refused = await other.call('rerun_run', { run_id: first.run_id });
    expect(refused.value).toMatchObject({ code: 'UNKNOWN_RUN', error_code: 'RUN_NOT_FOUND' });
    await other.close();
    await stage.app.call('runs.delete', { id: first.run_id as never });
    expect(existsSync(join(stage.app.dataDir, 'runs', textOf(first.run_id)))).toBe(false);
    expect((await stage.agent.call('rerun_run', { run_id: first.run_id })).value).toMatchObject({
      code: 'UNKNOWN_RUN',
    });
  });
});
