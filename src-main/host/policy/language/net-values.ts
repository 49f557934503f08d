/**
 * What counts as a host, a port, a URL. Read by their spelling alone and more strictly than any program reads them, so that none can be led
 * elsewhere by a spelling that it reads differently. Nothing is looked up here.
 */
import { isIP } from 'node:net';
import type { Hole } from '#shared/policy/index.ts';

type Of<T extends Hole['type']> = Extract<Hole, { type: T }>;

const name = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?$/u;
/** A last part like a number makes many programs read the whole as an address: `127.1`, `0x7f.1`, `2130706433`. */
const numeric = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/u;

/** @param hosts `null` for any */
export function isHost(value: string, hosts: Of<'host'>['hosts']): boolean {
  const plain = value.toLowerCase();
  if (isIP(plain) === 0 && (!name.test(plain) || numeric.test(plain))) return false;
  return hosts === null || hosts.some((pattern) => hostFits(plain, pattern));
}

export function isPort(value: string, ranges: Of<'port'>['ranges']): boolean {
  return /^[1-9]\d{0,4}$/u.test(value) && ranges.some(({ min, max }) => Number(value) >= min && Number(value) <= max);
}

const urlText =
  /^(https?):\/\/(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::([1-9]\d{0,4}))?(?:[/?#][!#$%&'()*+,./0-9:;=?@A-Z_a-z~-]*)?$/u;

/** No user, no password, no brackets that a program could expand, nothing but plain characters. */
export function leadsTo(value: string, places: Of<'url'>['places']): boolean {
  const [, scheme, host = '', port] = urlText.exec(value) ?? [];
  if (scheme === undefined) return false;
  const plain = host.replace(/^\[(.*)\]$/u, '$1');
  if (!isHost(plain, null) || host.startsWith('[') !== (isIP(plain) === 6)) return false;
  const at = port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port);
  return places.some(
    (place) => place.scheme === scheme && place.port === at && hostFits(plain.toLowerCase(), place.host),
  );
}

function hostFits(host: string, pattern: string): boolean {
  if (!pattern.startsWith('*.')) return host === pattern;
  return isIP(host) === 0 && host.length > pattern.length - 1 && host.endsWith(pattern.slice(1));
}
