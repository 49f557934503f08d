/** The hash by which the host knows a text of the policy; of no file at all it is the hash of nothing. */
import { Sha256 } from '#shared/model/index.ts';

/** @throws where the page is not a secure context */
export async function textHash(text: string): Promise<Sha256> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Sha256.parse([...hash].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}
