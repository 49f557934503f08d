/**
 * Host names in other letters than ASCII, with the name that would be looked up for each: `pаypal.com` with a Cyrillic а is
 * `xn--pypal-4ve.com`. Only names that somebody could be taken in by: those with look-alikes, and those that stand in an address. Pure.
 */
import { looksMixed } from './look-alikes.ts';

export interface ForeignHost {
  /** As it stands in the text. */
  readonly host: string;
  readonly lookedUpAs: string;
}

const asciiOnly = /^[\0-\x7f]*$/;
const letters = '\\p{L}\\p{N}\\p{M}_\\-';
const part = `[${letters}]+`;
/** Full stops of other scripts count as dots when a name is looked up. A name begins where no letter is before it, so that long text costs no more. */
const hostLike = new RegExp(`(?<![${letters}])(?:${part}(?:[.。．｡]${part})+|(?<=://)${part})`, 'gu');
/** What stands before the host of an address: `https://` or `https://anna@`. */
const scheme = /:\/\/(?:[^/?#\s@]*@)?$/u;
/** More would push everything else off the screen. */
const MOST_HOSTS = 20;

export function foreignHosts(texts: readonly string[]): readonly ForeignHost[] {
  const found = new Map<string, string>();
  for (const text of texts) {
    if (asciiOnly.test(text)) continue;
    for (const { 0: host, index } of text.matchAll(hostLike)) {
      if (asciiOnly.test(host) || found.has(host)) continue;
      if (!looksMixed(host) && !scheme.test(text.slice(Math.max(0, index - 200), index))) continue;
      const lookedUpAs = lookedUp(host);
      if (lookedUpAs !== null && found.size < MOST_HOSTS) found.set(host, lookedUpAs);
    }
  }
  return [...found].map(([host, lookedUpAs]) => ({ host, lookedUpAs }));
}

function lookedUp(host: string): string | null {
  const url = `http://${host}/`;
  return URL.canParse(url) ? new URL(url).hostname : null;
}
