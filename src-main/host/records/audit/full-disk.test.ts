import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendDurably, refusedCode, sound, TestAudit } from '../testing/test-audit.ts';
import { canMount, TinyDisk } from '../testing/tiny-disk.ts';
import { verifyAudit } from './verify-audit.ts';

describe.skipIf(!canMount())('the audit log on a disk that is really full', () => {
  it('refuses, and goes on with a whole chain when there is room again', async () => {
    using disk = new TinyDisk(512 * 1024);
    const folder = join(disk.folder, 'audit');
    await mkdir(folder);
    const audit = TestAudit.at(folder);
    const log = await audit.open();
    await appendDurably(log, 'before');
    await disk.fill(4096);
    const outcomes: string[] = [];
    for (let count = 0; count < 60; count += 1) outcomes.push(await refusedCode(appendDurably(log, 'x'.repeat(200))));
    expect(outcomes[0]).toBe('taken');
    expect(outcomes.slice(-30)).toEqual(Array(30).fill('RECORDS_UNAVAILABLE'));
    expect(log.failure).toMatchObject({ code: 'ENOSPC' });

    audit.clock.advance(1000);
    expect(await refusedCode(appendDurably(log, 'still full'.repeat(1000)))).toBe('RECORDS_UNAVAILABLE');
    await disk.empty();
    audit.clock.advance(1000);
    await appendDurably(log, 'after');
    await log.close();
    const records = outcomes.filter((outcome) => outcome === 'taken').length + 2;
    expect(await verifyAudit([folder])).toEqual({ ...sound, records });
  });
});
