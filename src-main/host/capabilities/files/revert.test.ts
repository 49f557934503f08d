/** Taking changes back: from the window or the terminal, on record, and never over what somebody did since. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunId } from '#shared/model/index.ts';
import { type FileAgent, openFileAgent } from './testing/file-agent.ts';

let files: FileAgent;
let at: FileAgent['at'];
beforeEach(async () => {
  files = await openFileAgent();
  ({ at } = files);
});
afterEach(() => files.close());

const done = async (tool: string, args: object): Promise<RunId> => {
  const { isError, value } = await files.call(tool, { ...args });
  expect(value, tool).toMatchObject({ success: true });
  expect(isError).toBe(false);
  return value.run_id as RunId;
};
const revert = (run: RunId) => files.app.call('files.revert', { run });
const read = (name: string): string => readFileSync(at(name), 'utf8');

describe('a revert', () => {
  it('puts back what a write replaced, mode and all, and can be reverted itself', async () => {
    writeFileSync(at('a.sh'), 'old\n');
    chmodSync(at('a.sh'), 0o755);
    const run = await done('write_file', { path: at('a.sh'), content: 'new\nnewer\n' });
    chmodSync(at('a.sh'), 0o600);
    const seen = await files.app.call('files.changed', { run });
    expect(seen.change).toMatchObject({ before: { text: 'old\n' }, after: { text: 'new\nnewer\n' } });
    expect(seen.undo).toEqual({ does: `Revert: Put back ${at('a.sh')} (+1 -2)`, because: null });
    const back = await revert(run);
    expect([read('a.sh'), statSync(at('a.sh')).mode & 0o777]).toEqual(['old\n', 0o755]);
    const { client } = await files.app.call('runs.show', { id: run });
    expect(client.id).toEqual(expect.any(String));
    expect(back).toMatchObject({ tool: 'revert', approved_by: 'tester via terminal', client: { id: client.id } });
    await revert(back.id);
    expect(read('a.sh')).toBe('new\nnewer\n');
  });

  it('is refused when the file changed since, is gone, or is as it was', async () => {
    writeFileSync(at('a'), 'old');
    const run = await done('write_file', { path: at('a'), content: 'new' });
    writeFileSync(at('a'), 'newer');
    await expect(revert(run)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('was changed since'),
    });
    expect(read('a')).toBe('newer');
    rmSync(at('a'));
    await expect(revert(run)).rejects.toMatchObject({ message: expect.stringContaining('is gone since') });
    writeFileSync(at('a'), 'old');
    await expect(revert(run)).rejects.toMatchObject({ message: expect.stringContaining('already') });
    expect((await files.app.call('files.changed', { run })).undo).toMatchObject({ does: null });
  });

  it('is refused when what was kept is not what the file held any more', async () => {
    writeFileSync(at('a'), 'old');
    const run = await done('write_file', { path: at('a'), content: 'new' });
    writeFileSync(join(files.app.dataDir, 'runs', run, 'before'), 'odd');
    await expect(revert(run)).rejects.toMatchObject({ message: expect.stringContaining('was not kept') });
    expect(read('a')).toBe('new');
  });

  it('takes back what was added at the end, and is refused a second time', async () => {
    writeFileSync(at('log'), 'a\n');
    const run = await done('write_file', { path: at('log'), content: 'b\n', mode: 'append' });
    expect(read('log')).toBe('a\nb\n');
    await revert(run);
    expect(read('log')).toBe('a\n');
    await expect(revert(run)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('already') });
    expect(read('log')).toBe('a\n');
  });

  it('of a creation, a move or a removal is refused once it was made', async () => {
    writeFileSync(at('a'), 'a');
    writeFileSync(at('d'), 'd');
    const runs = [
      await done('write_file', { path: at('new'), content: 'n', mode: 'create' }),
      await done('move_file', { source: at('a'), destination: at('b') }),
      await done('delete_file', { path: at('d') }),
    ];
    for (const run of runs) await revert(run);
    const now = readdirSync(files.app.workspace).sort();
    expect(now).toEqual(['a', 'd']);
    for (const run of runs) await expect(revert(run)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(readdirSync(files.app.workspace).sort()).toEqual(now);
  });

  it('of a move is refused when something else is at either end since', async () => {
    writeFileSync(at('a'), 'a');
    const run = await done('move_file', { source: at('a'), destination: at('b') });
    writeFileSync(at('a'), 'another');
    await expect(revert(run)).rejects.toMatchObject({ message: expect.stringContaining('Something else is at') });
    rmSync(at('a'));
    rmSync(at('b'));
    writeFileSync(at('c'), 'third');
    await expect(revert(run)).rejects.toMatchObject({ message: expect.stringContaining('is gone since') });
    expect(readdirSync(files.app.workspace)).toEqual(['c']);
  });

  it('puts a created file into the trash, and a deleted one back where it was', async () => {
    const created = await done('write_file', { path: at('x/new'), content: 'n', create_parents: true });
    await revert(created);
    expect(existsSync(at('x/new'))).toBe(false);
    mkdirSync(at('d/e'), { recursive: true });
    writeFileSync(at('d/e/f'), 'kept');
    const deleted = await done('delete_file', { path: at('d'), recursive: true });
    await revert(deleted);
    expect(read('d/e/f')).toBe('kept');
    expect(readdirSync(join(files.app.workspace, '../Trash/info'))).toHaveLength(1);
  });

  it('moves back, with what the move had replaced', async () => {
    writeFileSync(at('a'), 'a');
    writeFileSync(at('b'), 'b');
    chmodSync(at('b'), 0o640);
    const run = await done('move_file', { source: at('a'), destination: at('b'), overwrite: true });
    await revert(run);
    expect([read('a'), read('b'), statSync(at('b')).mode & 0o777]).toEqual(['a', 'b', 0o640]);
  });

  it('removes a folder that was made, while it is empty', async () => {
    const run = await done('make_directory', { path: at('m') });
    writeFileSync(at('m/x'), '');
    await expect(revert(run)).rejects.toMatchObject({ code: 'CONFLICT' });
    rmSync(at('m/x'));
    await revert(run);
    expect(existsSync(at('m'))).toBe(false);
  });

  it('does not write through a link that was put in the way', async () => {
    mkdirSync(at('../outside'));
    writeFileSync(at('../outside/a'), 'new');
    mkdirSync(at('in'));
    writeFileSync(at('in/a'), 'old');
    const run = await done('write_file', { path: at('in/a'), content: 'new' });
    rmSync(at('in'), { recursive: true });
    symlinkSync(at('../outside'), at('in'));
    await expect(revert(run)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(readFileSync(at('../outside/a'), 'utf8')).toBe('new');
    expect(lstatSync(at('in')).isSymbolicLink()).toBe(true);
  });

  it('is on record like everything else, and no agent can ask for it', async () => {
    writeFileSync(at('a'), 'old');
    const run = await done('write_file', { path: at('a'), content: 'new' });
    await revert(run);
    const bodies = (await files.app.audit()).map(({ body }) => body);
    expect(bodies.slice(-4).map(({ type }) => type)).toEqual(['requested', 'decided', 'started', 'finished']);
    expect(bodies.at(-3)).toMatchObject({ verdict: { rule: { id: 'builtin.person' } }, plan: { how: 'revert' } });
    expect(await files.agent.tools()).not.toContain('revert');
    await expect(files.agent.call('revert', { run, step: 1 })).rejects.toThrow(/no tool named/);
  });

  it('is refused once the run is deleted, and for a run that changed nothing', async () => {
    const run = await done('write_file', { path: at('a'), content: 'new' });
    await files.app.call('runs.delete', { id: run });
    await expect(revert(run)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('both sides of a change', () => {
  it('are there while the card waits, in pieces where they are long, and said to be binary where they are', async () => {
    await files.app.setPolicy('version: 1\npaths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }\n');
    const long = 'é\n'.repeat(600_000);
    const answer = files.value('write_file', { path: at('long'), content: long });
    const card = await files.app.nextCard();
    const { before, after } = await files.app.call('files.waiting', { approval: card.id });
    expect([before, after?.without, after?.bytes]).toEqual([null, 'large', 1_800_000]);
    let [text, from]: [string, number | null] = ['', 0];
    while (from !== null) {
      const { text: piece, next }: { text: string; next: number | null } = await files.app.call('files.waitingText', {
        ...{ approval: card.id, side: 'after' as const, from },
      });
      text += piece;
      from = next;
    }
    expect(text === long).toBe(true);
    await files.app.call('approvals.deny', { id: card.id, digest: card.digest });
    await answer;
    await expect(files.app.call('files.waiting', { approval: card.id })).rejects.toMatchObject({ code: 'CONFLICT' });
    const other = files.value('write_file', { path: at('bin'), content: 'AAEC', encoding: 'base64' });
    const next = await files.app.nextCard();
    expect((await files.app.call('files.waiting', { approval: next.id })).after).toMatchObject({
      text: null,
      without: 'binary',
      bytes: 3,
    });
    await files.app.call('approvals.deny', { id: next.id, digest: next.digest });
    await other;
  });
});
