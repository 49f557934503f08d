/** Opens the records room: the audit log with its signing key, and the folders of runs. */
import type { KeyObject } from 'node:crypto';
import type { Secrets } from '#host/ports/index.ts';
import { openAppendFile } from './audit/append-file.ts';
import { AuditLog } from './audit/audit-log.ts';
import { makeSigningKey, readSigningKey } from './audit/head.ts';
import { SignedHeads } from './audit/signed-heads.ts';
import { Records, type RecordsParts } from './records.ts';
import { Runs } from './transcripts/runs.ts';

const AUDIT_FILE_BYTES = 16 * 1024 * 1024;

/**
 * Opens the audit log and the runs' folders; gives runs that a killed host left an end. An audit log that cannot be written does not
 * fail this: it is the room's state then, and everything that would be put on record is refused.
 * @throws Error when the folders cannot be read or the signing key is not to be had
 */
export async function openRecords(parts: RecordsParts): Promise<Records> {
  const { folder, clock, log, secrets } = parts;
  const heads = await SignedHeads.open({ folder: folder.audit, key: await signingKey(secrets), clock, log });
  const audit = await AuditLog.open({
    ...{ clock, log, heads, folder: folder.audit },
    openFile: openAppendFile,
    fileBytes: AUDIT_FILE_BYTES,
  });
  const runs = await Runs.open({ folder: folder.runs, clock, log });
  return new Records(parts, audit, heads, runs);
}

async function signingKey(secrets: Secrets): Promise<KeyObject> {
  const { secret, keptIn } = await secrets.obtain('audit-signing-key', makeSigningKey);
  try {
    return readSigningKey(secret);
  } catch (cause) {
    const next =
      'Put the right one back, or remove it: a new one is made then, and heads signed so far count as foreign.';
    throw new Error(`The key that signs the audit log, kept in ${keptIn}, is not an Ed25519 key. ${next}`, { cause });
  }
}
