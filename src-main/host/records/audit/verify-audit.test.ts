import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AuditReport, Sha256 } from '#shared/model/index.ts';
import { TestAudit } from '../testing/test-audit.ts';
import { writeLine } from './audit-line.ts';
import { headLine, makeSigningKey, publicKeyOf, readHead, readSigningKey, signHead } from './head.ts';
import { verifyAudit } from './verify-audit.ts';

const RECORDS = 6;
const isSound = ({ integrity, completeness }: AuditReport): boolean => integrity === 'ok' && completeness === 'ok';

async function filled(records = RECORDS, fileBytes?: number): Promise<TestAudit> {
  const audit = await TestAudit.make();
  await audit.fill(records, fileBytes);
  expect(isSound(await verifyAudit([audit.folder]))).toBe(true);
  return audit;
}

const putLines = (audit: TestAudit, lines: readonly (string | undefined)[]): Promise<void> =>
  writeFile(audit.path(), lines.map((line) => `${line}\n`).join(''));

describe('verifying an audit log', () => {
  it('catches every flipped byte and names the record it is in', async () => {
    await using audit = await filled(3);
    const good = await readFile(audit.path());
    const recordAt = (at: number): number => good.subarray(0, at).toString().split('\n').length;
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad.writeUInt8(good.readUInt8(at) ^ (1 << (at % 8)), at);
      await writeFile(audit.path(), bad);
      const report = await verifyAudit([audit.folder]);
      expect(isSound(report), `byte ${at}`).toBe(false);
      expect(report.first_bad, `byte ${at}`).toBe(recordAt(at));
      expect(report.problem).toMatch(/\.$/);
    }
  });

  it('catches every deleted line', async () => {
    await using audit = await filled();
    const lines = await audit.lines();
    for (let gone = 0; gone < RECORDS; gone += 1) {
      await putLines(audit, lines.toSpliced(gone, 1));
      const report = await verifyAudit([audit.folder]);
      expect(report).toMatchObject({ records: RECORDS - 1, first_bad: gone + 1 });
      expect(report).toMatchObject(
        gone === RECORDS - 1 ? { integrity: 'ok', completeness: 'cut' } : { integrity: 'broken' },
      );
    }
  });

  it('catches every two lines that changed places, and every line that is there twice', async () => {
    await using audit = await filled();
    const lines = await audit.lines();
    for (let one = 0; one < RECORDS; one += 1) {
      for (let two = one + 1; two < RECORDS; two += 1) {
        await putLines(audit, lines.with(one, lines[two] ?? '').with(two, lines[one] ?? ''));
        expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'broken', first_bad: one + 1 });
      }
      await putLines(audit, lines.toSpliced(one, 0, lines[one] ?? ''));
      expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'broken', first_bad: one + 2 });
    }
  });

  it('catches every cut of the tail', async () => {
    await using audit = await filled();
    const lines = await audit.lines();
    for (let cut = 1; cut <= RECORDS; cut += 1) {
      await putLines(audit, lines.slice(0, RECORDS - cut));
      expect(await verifyAudit([audit.folder])).toMatchObject({
        integrity: cut === RECORDS ? 'empty' : 'ok',
        completeness: 'cut',
        first_bad: RECORDS - cut + 1,
      });
    }
    await rm(audit.path());
    expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'empty', completeness: 'cut', records: 0 });
  });

  it('catches a cut in the middle of a line', async () => {
    await using audit = await filled(2);
    const good = await readFile(audit.path());
    for (let length = 0; length < good.length; length += 41) {
      await writeFile(audit.path(), good.subarray(0, length));
      expect((await verifyAudit([audit.folder])).completeness).toBe('cut');
    }
  });

  it('catches a file that was put back from an older copy', async () => {
    await using audit = await filled(4);
    const older = join(audit.folder, 'older');
    await copyFile(audit.path(), older);
    await audit.fill(4);
    await copyFile(older, audit.path());
    expect(await verifyAudit([audit.folder])).toMatchObject({ completeness: 'cut', first_bad: 5, records: 4 });
  });

  it('catches a missing, emptied or exchanged file among several', async () => {
    await using audit = await filled(30, 1500);
    const [second, third] = [await readFile(audit.path(2)), await readFile(audit.path(3))];
    await writeFile(audit.path(2), third);
    await writeFile(audit.path(3), second);
    expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'broken' });
    await writeFile(audit.path(2), '');
    expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'broken' });
    await writeFile(audit.path(2), second);
    await writeFile(audit.path(3), third);
    expect(isSound(await verifyAudit([audit.folder]))).toBe(true);
    await rm(audit.path(1));
    expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'broken', first_bad: 1 });
  });

  it('catches a log that was written anew from some record on', async () => {
    await using audit = await filled(4);
    await using forger = await TestAudit.make();
    await writeFile(forger.path(), `${(await audit.lines()).slice(0, 2).join('\n')}\n`);
    await forger.fill(6);
    await writeFile(audit.path(), await readFile(forger.path()));
    expect(await verifyAudit([audit.folder])).toMatchObject({
      integrity: 'broken',
      first_bad: 4,
      problem: expect.stringContaining('is not the one signed on'),
    });
  });

  it('catches a single record that was exchanged for another with its number and a hash that fits', async () => {
    await using audit = await filled();
    const lines = await audit.lines();
    for (let at = 0; at < RECORDS; at += 1) {
      const line = (lines[at] ?? '').replace('fill', 'FILL');
      const { seq, at: when, body, prev } = JSON.parse(line);
      const remade = writeLine(seq, when, body, prev);
      await putLines(audit, lines.with(at, remade.bytes.toString().trimEnd()));
      const report = await verifyAudit([audit.folder]);
      // The chain breaks behind it; the last one is held by the head.
      expect(report).toMatchObject({ integrity: 'broken', first_bad: Math.min(at + 2, RECORDS) });
    }
  });

  it('catches every flipped byte of the signed heads', async () => {
    await using audit = await filled(2);
    await audit.fill(2);
    const path = join(audit.folder, 'heads');
    const good = await readFile(path);
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad.writeUInt8(good.readUInt8(at) ^ 1, at);
      await writeFile(path, bad);
      const report = await verifyAudit([audit.folder]);
      expect(isSound(report), `byte ${at}`).toBe(false);
      expect(report.problem).toMatch(/signed head/);
    }
  });

  it('catches heads that were cut back together with a head forged for the end', async () => {
    await using audit = await filled(4);
    const path = join(audit.folder, 'heads');
    const head = readHead(Buffer.from((await readFile(path, 'utf8')).trimEnd()));
    if (head === undefined) throw new Error('expected a head');
    const lines = await audit.lines();
    await putLines(audit, lines.slice(0, 3));
    const end = { seq: 3, records: 3, hash: Sha256.parse(JSON.parse(lines[2] ?? '').hash), at: head.at };

    await writeFile(path, headLine({ ...head, ...end }));
    expect(await verifyAudit([audit.folder])).toMatchObject({ completeness: 'unknown' });

    const forgedKey = readSigningKey(makeSigningKey());
    await writeFile(path, Buffer.concat([headLine(head), headLine(signHead(end, forgedKey))]));
    expect(await verifyAudit([audit.folder])).toMatchObject({ completeness: 'cut' });

    await writeFile(path, headLine(signHead(end, forgedKey)));
    expect(await verifyAudit([audit.folder], { trustedKey: publicKeyOf(audit.key) })).toMatchObject({
      completeness: 'unknown',
      problem: 'Line 1 of the signed heads is signed with another key.',
    });
  });

  it('catches a cut behind the newest head when the host remembers the record', async () => {
    await using audit = await filled(3);
    const lines = await audit.lines();
    const known = { seq: 3, hash: JSON.parse(lines[2] ?? '').hash };
    await rm(join(audit.folder, 'heads'));
    expect(isSound(await verifyAudit([audit.folder], { known }))).toBe(true);
    await putLines(audit, lines.slice(0, 2));
    expect(await verifyAudit([audit.folder], { known })).toMatchObject({ completeness: 'cut', first_bad: 3 });
  });

  it('says of an empty log that it is empty', async () => {
    await using audit = await TestAudit.make();
    expect(await verifyAudit([audit.folder])).toEqual({
      ...{ integrity: 'empty', completeness: 'unknown', records: 0, first_bad: null, problem: null },
    });
  });

  it('checks single files, which may begin anywhere in the chain', async () => {
    await using audit = await filled(30, 1500);
    expect(await verifyAudit([audit.path(2), audit.path(3)])).toMatchObject({
      integrity: 'ok',
      completeness: 'unknown',
    });
    expect(await verifyAudit([audit.path(3), audit.path(2)])).toMatchObject({ integrity: 'broken' });
    const copy = (await readFile(audit.path(2), 'utf8')).replace('fill', 'FILL');
    await writeFile(audit.path(2), copy);
    expect(await verifyAudit([audit.path(2)])).toMatchObject({ integrity: 'broken' });
  });

  it('fails with the reason when there is nothing to read', async () => {
    await expect(verifyAudit(['/nowhere/audit'])).rejects.toThrow('ENOENT');
    await expect(verifyAudit([])).rejects.toThrow('expected an audit folder');
  });
});
