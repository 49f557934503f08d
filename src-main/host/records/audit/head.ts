/**
 * A signed head says: at this time the log had this record at its end. Anybody can check it with the public key that it carries; only
 * the host's own key can make one. Pure: nothing here needs the host or a private key.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson, Sha256 } from '#shared/model/index.ts';

export const Head = z
  .strictObject({
    seq: z.number().int().positive(),
    hash: Sha256,
    /** Records in the log up to this one. */
    records: z.number().int().positive(),
    /** ISO 8601. */
    at: z.string(),
    /** Ed25519 over the other fields, base64. */
    signature: z.string(),
    /** Public key as SPKI, base64. */
    key: z.string(),
  })
  .readonly();
export type Head = z.infer<typeof Head>;

// Said with every signature, so that none made for something else can ever pass for a head.
const PURPOSE = 'countersign audit head\n';

const message = (head: Omit<Head, 'signature'>): Buffer => Buffer.from(PURPOSE + canonicalJson(head));

/** A new private key, as bytes to keep secret. */
export const makeSigningKey = (): Uint8Array =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' });

/** @throws Error when the bytes are not such a key */
export function readSigningKey(secret: Uint8Array): KeyObject {
  const key = createPrivateKey({ key: Buffer.from(secret), type: 'pkcs8', format: 'der' });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the audit signing key is not an Ed25519 key');
  return key;
}

export const publicKeyOf = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');

export function signHead(end: Pick<Head, 'seq' | 'hash' | 'records' | 'at'>, key: KeyObject): Head {
  const { seq, hash, records, at } = end;
  const unsigned = { seq, hash, records, at, key: publicKeyOf(key) };
  return { ...unsigned, signature: sign(null, message(unsigned), key).toString('base64') };
}

export const headLine = (head: Head): Buffer => Buffer.from(`${canonicalJson(head)}\n`);

/** @returns the head if the line is exactly one that was signed with the key it names */
export function readHead(line: Buffer): Head | undefined {
  try {
    const text = line.toString('utf8');
    const head = Head.parse(JSON.parse(text));
    const { signature, ...signed } = head;
    const bytes = Buffer.from(signature, 'base64');
    // Base64 can say the same bytes in several ways, and JSON the same value: only the one that is written counts.
    if (bytes.toString('base64') !== signature || canonicalJson(head) !== text) return undefined;
    const key = createPublicKey({ key: Buffer.from(head.key, 'base64'), type: 'spki', format: 'der' });
    return key.asymmetricKeyType === 'ed25519' && verify(null, message(signed), key, bytes) ? head : undefined;
  } catch {
    // Not JSON, not a head, not a key: no head in any case.
    return undefined;
  }
}
