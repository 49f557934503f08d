/** Who is logged in to the headless UI. A link works once and for ten minutes; what it gives lasts until the host stops, at most a week. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '#host/ports/index.ts';

const LINK_MS = 10 * 60 * 1000;
const LOGIN_MS = 7 * 24 * 60 * 60 * 1000;
const MAX_LINKS = 32;
const SECRET_BYTES = 32;

export interface Logins {
  /** A fresh one-time token for a login link. */
  mint(): string;
  /** Trades a one-time token for a cookie's value; `undefined` when it is unknown, used or too old. */
  redeem(token: string): string | undefined;
  knows(cookie: string): boolean;
}

export function createLogins(clock: Clock): Logins {
  // Only hashes are kept, by which they are looked up: the time a look-up takes says nothing about a token.
  const links = new Map<string, number>();
  const logins = new Map<string, number>();
  const secret = (): string => randomBytes(SECRET_BYTES).toString('base64url');
  const hashOf = (value: string): string => createHash('sha256').update(value).digest('hex');

  return {
    mint() {
      const token = secret();
      links.set(hashOf(token), clock.nowMs() + LINK_MS);
      for (const oldest of links.keys()) if (links.size > MAX_LINKS) links.delete(oldest);
      return token;
    },
    redeem(token) {
      const hash = hashOf(token);
      const until = links.get(hash);
      links.delete(hash);
      if (until === undefined || until < clock.nowMs()) return undefined;
      const cookie = secret();
      logins.set(hashOf(cookie), clock.nowMs() + LOGIN_MS);
      return cookie;
    },
    knows: (cookie) => (logins.get(hashOf(cookie)) ?? 0) > clock.nowMs(),
  };
}
