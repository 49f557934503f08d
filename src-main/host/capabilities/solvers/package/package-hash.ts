/**
 * The hash of a package: what `sha256sum` prints for its files, sorted by path byte by byte, hashed once more. An agent can compute it with
 * `find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum`.
 */
import { createHash } from 'node:crypto';
import { Sha256 } from '#shared/model/index.ts';

export const sha256Of = (bytes: Uint8Array | string): Sha256 =>
  Sha256.parse(createHash('sha256').update(bytes).digest('hex'));

export function packageHash(files: readonly { readonly path: string; readonly sha256: Sha256 }[]): Sha256 {
  const sorted = files.toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  return sha256Of(sorted.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(''));
}
