import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AuditRecord, canonicalJson } from '#shared/model/index.ts';
import { FailingDisk } from '../testing/failing-disk.ts';
import { appendDurably, note, refusedCode, sound, TestAudit } from '../testing/test-audit.ts';
import { verifyAudit } from './verify-audit.ts';

describe('the audit log', () => {
  it('writes each record as the canonical JSON of a record whose hash covers the other four fields', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(5);
    const records = (await audit.lines()).map((line) => {
      const record = AuditRecord.parse(JSON.parse(line));
      expect(canonicalJson(record)).toBe(line);
      return record;
    });
    expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    let before = '0'.repeat(64);
    for (const { seq, at, body, prev, hash } of records) {
      expect(prev).toBe(before);
      expect(hash).toBe(createHash('sha256').update(canonicalJson({ seq, at, body, prev })).digest('hex'));
      before = hash;
    }
  });

  it('keeps the order and the chain of 1,000 concurrent appends', async () => {
    await using audit = await TestAudit.make();
    const log = await audit.open();
    const appended = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const { record, durable } = await log.append(note(`${index}`));
        if (index % 3 === 0) await durable();
        return record;
      }),
    );
    expect(appended.map(({ seq }) => seq)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
    expect(appended.map(({ body }) => body)).toEqual(Array.from({ length: 1000 }, (_, index) => note(`${index}`)));
    await log.close();
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 1000 });
  });

  it('syncs once for four records of which the third must be durable', async () => {
    await using audit = await TestAudit.make();
    const disk = new FailingDisk();
    const log = await audit.open({ disk });
    await log.append(note('requested'));
    await log.append(note('decided'));
    await appendDurably(log, 'started');
    await log.append(note('finished'));
    expect(disk.syncs).toBe(1);
  });

  it('syncs many waiting records at once', async () => {
    await using audit = await TestAudit.make();
    const disk = new FailingDisk();
    const log = await audit.open({ disk });
    await Promise.all(Array.from({ length: 100 }, (_, index) => appendDurably(log, `${index}`)));
    expect(disk.syncs).toBeLessThan(5);
    expect(disk.appends).toBeLessThan(5);
  });

  it('syncs what nobody waits for within 50 ms', async () => {
    await using audit = await TestAudit.make();
    const disk = new FailingDisk();
    const log = await audit.open({ disk });
    await log.append(note('a'));
    const synced = disk.nextSync();
    expect(disk.syncs).toBe(0);
    audit.clock.advance(50);
    await synced;
    expect(disk.syncs).toBe(1);
  });

  it('begins a new file when one is full, and the chain goes on in it', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(40, 1500);
    await audit.fill(40, 1500);
    expect((await readFile(audit.path(2), 'utf8')).length).toBeGreaterThan(0);
    expect((await readFile(audit.path(9), 'utf8')).length).toBeGreaterThan(0);
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 80 });
  });

  it('writes files that only this user can read', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(1);
    for (const path of [audit.path(), join(audit.folder, 'heads')]) expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('redacts before it writes, and tells listeners what it wrote', async () => {
    await using audit = await TestAudit.make();
    const log = await audit.open();
    const heard: AuditRecord[] = [];
    log.onAppended((record) => heard.push(record));
    await log.append({
      type: 'house',
      event: 'client-added',
      detail: { token: 'hunter2', note: `ghp_${'a1'.repeat(18)}` },
    });
    expect(heard.map(({ body }) => body)).toEqual([
      { type: 'house', event: 'client-added', detail: { token: '•••(token)', note: '•••(github token)' } },
    ]);
    expect((await audit.lines()).map((line) => JSON.parse(line))).toEqual(heard);
  });

  it('goes on when somebody who listens fails', async () => {
    await using audit = await TestAudit.make();
    const log = await audit.open();
    log.onAppended(() => {
      throw new Error('listener');
    });
    await appendDurably(log, 'a');
    await appendDurably(log, 'b');
    expect(await audit.lines()).toHaveLength(2);
  });

  it('takes nothing after it was closed', async () => {
    await using audit = await TestAudit.make();
    const log = await audit.open();
    await log.close();
    expect(await refusedCode(log.append(note('late')))).toBe('RECORDS_UNAVAILABLE');
  });
});
