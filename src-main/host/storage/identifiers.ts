/** Fresh identifiers: 128 random bits in Crockford's base 32, so that they cannot be guessed and read well aloud. */
import { randomBytes } from 'node:crypto';

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 26;

/** @param prefix `req_`, `apr_`, `ses_` … */
export function freshId(prefix: string): string {
  let digits = '';
  for (const byte of randomBytes(LENGTH)) digits += DIGITS[byte & 31];
  return prefix + digits;
}
