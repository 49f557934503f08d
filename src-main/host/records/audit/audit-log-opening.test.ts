import { appendFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendDurably, note, sound, TestAudit } from '../testing/test-audit.ts';
import { verifyAudit } from './verify-audit.ts';

describe('opening an audit log', () => {
  it('cuts off a torn last line, wherever it was torn, and goes on', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(3);
    const whole = await readFile(audit.path());
    const torn = Buffer.from(`${(await audit.lines())[2]}\n`);
    for (const keep of [1, 20, torn.length >> 1, torn.length - 2, torn.length - 1]) {
      await writeFile(audit.path(), Buffer.concat([whole, torn.subarray(0, keep)]));
      const log = await audit.open();
      await log.close();
      expect(await readFile(audit.path())).toEqual(whole);
    }
    await audit.fill(1);
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 4 });
    expect(audit.log.lines).toContain('warn a torn last line of the audit log was cut off');
  });

  it('goes on in a file that a crash left empty', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(3);
    await writeFile(audit.path(2), '', { mode: 0o600 });
    await audit.fill(2);
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 5 });
    expect((await readFile(audit.path(2), 'utf8')).split('\n')).toHaveLength(3);
  });

  it('reports a broken chain, leaves it as it is, and goes on from the last good record in a new file', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(6);
    const broken = (await readFile(audit.path(), 'utf8')).replace('fill 3', 'FILL 3');
    await writeFile(audit.path(), broken);
    const log = await audit.open();
    expect(log.problem).toContain('broken after record 3');
    const { record } = await log.append(note('after'));
    await log.close();
    expect(await readFile(audit.path(), 'utf8')).toBe(broken);
    const lines = await audit.lines();
    expect(record).toMatchObject({ seq: 7, prev: JSON.parse(lines[2] ?? '').hash });
    expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'broken', first_bad: 4, records: 7 });

    await audit.fill(2);
    expect(await audit.lines()).toHaveLength(9);
    expect(await readFile(audit.path(2), 'utf8')).toContain('"seq":9}');
    expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'broken', first_bad: 4, records: 9 });
  });

  it('never gives a number twice after the tail was cut, and the hole stays', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(6);
    const lines = await audit.lines();
    await writeFile(audit.path(), `${lines.slice(0, 4).join('\n')}\n`);
    const log = await audit.open();
    expect(log.problem).toContain('ends at record 4, but record 6 was there');
    expect((await log.append(note('after'))).record.seq).toBe(7);
    await log.close();
    expect(await verifyAudit([audit.folder])).toMatchObject({
      integrity: 'broken',
      first_bad: 5,
      problem: 'Records 5 to 6 are missing: record 7 follows 4.',
    });
  });

  it('notices a last record that was written anew', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(2);
    const lines = await audit.lines();
    await using forger = await TestAudit.make();
    await writeFile(forger.path(), `${lines[0]}\n`);
    await forger.fill(1);
    await writeFile(audit.path(), await readFile(forger.path()));
    const log = await audit.open();
    expect(log.problem).toContain('Record 2 of the audit log is not the one that was signed');
    await appendDurably(log, 'after');
    await log.close();
    expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'broken', first_bad: 2 });
  });

  it('neither reads nor writes through a link, and leaves it alone', async () => {
    await using audit = await TestAudit.make();
    const elsewhere = join(audit.folder, 'elsewhere');
    await writeFile(elsewhere, 'precious');
    await symlink(elsewhere, audit.path(1));
    await symlink('/dev/zero', audit.path(2));
    await symlink('/dev/zero', join(audit.folder, 'heads'));
    const log = await audit.open();
    await appendDurably(log, 'x');
    await log.close();
    expect(await readFile(elsewhere, 'utf8')).toBe('precious');
    expect(await readFile(audit.path(3), 'utf8')).toContain('"seq":1}');
    expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'ok', completeness: 'unknown', records: 1 });
    expect(audit.log.lines.filter((line) => line.includes('head'))).toHaveLength(2);
  });

  it('signs what a killed host left without a head', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(2);
    await rm(join(audit.folder, 'heads'));
    expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'ok', completeness: 'unknown' });
    await (await audit.open()).close();
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 2 });
  });

  it('mends heads that a crash left torn', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(2);
    await appendFile(join(audit.folder, 'heads'), '{"at":"20');
    await audit.fill(1);
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 3 });
  });

  it('leaves alone what is not its own', async () => {
    await using audit = await TestAudit.make();
    await mkdir(join(audit.folder, '000002.jsonl.d'));
    await writeFile(join(audit.folder, 'notes.jsonl'), 'mine');
    await audit.fill(2);
    expect(await readFile(join(audit.folder, 'notes.jsonl'), 'utf8')).toBe('mine');
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 2 });
  });
});
