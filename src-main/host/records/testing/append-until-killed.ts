/** A program for tests: appends records as fast as it can to the audit folder named first, and says which are on disk, until it is killed. */
import { openAppendFile } from '../audit/append-file.ts';
import { AuditLog } from '../audit/audit-log.ts';
import { makeSigningKey, readSigningKey } from '../audit/head.ts';
import { SignedHeads } from '../audit/signed-heads.ts';
import { KeptLog } from './kept-log.ts';
import { note } from './test-audit.ts';

const [, , folder = '', fileBytes = ''] = process.argv;
const clock = { nowMs: Date.now, after: () => () => undefined };
const log = new KeptLog();
const heads = await SignedHeads.open({ folder, key: readSigningKey(makeSigningKey()), clock, log });
const auditLog = await AuditLog.open({
  folder,
  clock,
  log,
  heads,
  openFile: openAppendFile,
  fileBytes: Number(fileBytes),
});
const writer = async (): Promise<never> => {
  for (;;) {
    const { record, durable } = await auditLog.append(note('x'.repeat(300)));
    await durable();
    process.stdout.write(`${record.seq}\n`);
  }
};
await Promise.all([writer(), writer(), writer(), writer()]);
