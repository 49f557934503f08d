/** SHA-256 of bytes in memory: of few at once, of many beside whatever else there is to do. */
import { hash, subtle } from 'node:crypto';
import { Sha256 } from '#shared/model/index.ts';

/** Below this, another thread takes the request longer, and without one nobody waits for much more than a millisecond. */
const WORTH_A_THREAD_BYTES = 2 * 1024 * 1024;

export const hashOf = (bytes: Uint8Array): Sha256 => Sha256.parse(hash('sha256', bytes, 'hex'));

/** As `hashOf`, without keeping anybody waiting. */
export async function hashBeside(bytes: Uint8Array<ArrayBuffer>): Promise<Sha256> {
  if (bytes.byteLength < WORTH_A_THREAD_BYTES) return hashOf(bytes);
  return Sha256.parse(Buffer.from(await subtle.digest('SHA-256', bytes)).toString('hex'));
}
