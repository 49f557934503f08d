/** Canonical JSON (RFC 8785), the form that digests are taken of. */
import canonicalize from 'canonicalize';

/** @throws TypeError for a value that JSON cannot carry (undefined, function, non-finite number). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('this value has no canonical JSON form');
  return text;
}
