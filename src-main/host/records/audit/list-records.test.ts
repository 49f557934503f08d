import { appendFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '#shared/model/index.ts';
import { note, TestAudit } from '../testing/test-audit.ts';
import { listRecords } from './list-records.ts';

const seqs = (records: readonly AuditRecord[]): number[] => records.map(({ seq }) => seq);
const count = (from: number, to: number): number[] => Array.from({ length: from - to + 1 }, (_, index) => from - index);

describe('listing audit records', () => {
  it('gives the newest first, page by page, over several files', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(95, 2000);
    const page = (before?: number) =>
      listRecords(audit.folder, { limit: 40, ...(before === undefined ? {} : { before }) }, audit.log);
    expect(seqs(await page())).toEqual(count(95, 56));
    expect(seqs(await page(56))).toEqual(count(55, 16));
    expect(seqs(await page(16))).toEqual(count(15, 1));
    expect(await page(1)).toEqual([]);
  });

  it('reads 12,000 records in pages, and lines that are longer than a block', async () => {
    await using audit = await TestAudit.make();
    const log = await audit.open();
    const long = 'long '.repeat(200_000);
    const bodies = Array.from({ length: 12_000 }, (_, index) => note(index === 6000 ? long : `${index}`));
    await Promise.all(bodies.map((body) => log.append(body)));
    await log.close();
    let before: number | undefined;
    const seen: AuditRecord[] = [];
    for (;;) {
      const records = await listRecords(
        audit.folder,
        { limit: 1000, ...(before === undefined ? {} : { before }) },
        audit.log,
      );
      if (records.length === 0) break;
      seen.push(...records);
      before = records.at(-1)?.seq;
    }
    expect(seqs(seen)).toEqual(count(12_000, 1));
    expect(seen.map(({ body }) => body).reverse()).toEqual(bodies);
  });

  it('finds a text anywhere in a record, in whatever case, also one with quotation marks', async () => {
    await using audit = await TestAudit.make();
    const log = await audit.open();
    for (const text of ['plain', 'say "Hé" twice', 'line\nbreak', 'PLAIN too']) await log.append(note(text));
    await log.close();
    const find = async (text: string) => seqs(await listRecords(audit.folder, { limit: 9, text }, audit.log));
    expect(await find('plain')).toEqual([4, 1]);
    expect(await find('"hé"')).toEqual([2]);
    expect(await find('line\nbreak')).toEqual([3]);
    expect(await find('knock-refused')).toEqual([4, 3, 2, 1]);
    expect(await find('nowhere')).toEqual([]);
  });

  it('leaves out what is no record, and a line that is being written', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(2);
    await appendFile(audit.path(), 'garbage\n{"seq":9}\n{"at":"half');
    expect(seqs(await listRecords(audit.folder, { limit: 9 }, audit.log))).toEqual([2, 1]);
    expect(audit.log.lines.filter((line) => line.includes('is no record'))).toHaveLength(2);
  });

  it('gives nothing for an empty log', async () => {
    await using audit = await TestAudit.make();
    expect(await listRecords(audit.folder, { limit: 9 }, audit.log)).toEqual([]);
  });
});
