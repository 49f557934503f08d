/**
 * Internet addresses: their one canonical spelling, and which of them a broad entry of the policy can never mean. Read more strictly than
 * programs read them: four plain numbers, or IPv6 without a zone.
 */
import ipaddr from 'ipaddr.js';

/** `public`: anybody's. `listed`: reachable only where it is listed by itself. `never`: no single machine. */
export type AddressReach = 'public' | 'listed' | 'never';

const plainFour = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/u;
/** The dotted form only where it is IPv4 mapped into IPv6: elsewhere programs differ in what they make of it. */
const plainSix = /^(?:[0-9a-f:]{2,39}|::ffff:[0-9.]{7,15})$/u;

/** @returns the canonical spelling, IPv4 for one that is mapped into IPv6; `undefined` for anything that is no address */
export function canonicalAddress(text: string): string | undefined {
  const plain = text.toLowerCase();
  if (plainFour.test(plain)) return ipaddr.IPv4.isValid(plain) ? plain : undefined;
  if (!plain.includes(':') || !plainSix.test(plain) || !ipaddr.IPv6.isValid(plain)) return undefined;
  const six = ipaddr.IPv6.parse(plain);
  return six.range() === 'ipv4Mapped' && six.parts[5] === 0xffff ? six.toIPv4Address().toString() : six.toString();
}

/** Ranges for documents and examples; nobody's, so nobody is harmed by listing them whole. */
const documentation = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'];
/** In the public ranges, and yet the machine's own provider: what it says there is about the machine. */
const metadata: ReadonlySet<string> = new Set(['168.63.129.16']);
const oneEach: ReadonlySet<string> = new Set(['unspecified', 'broadcast', 'multicast']);

/** @param address canonical */
export function reachOf(address: string): AddressReach {
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (oneEach.has(range)) return 'never';
  if (documentation.some((cidr) => inCidr(address, cidr))) return 'public';
  if (range !== 'unicast' || metadata.has(address)) return 'listed';
  // Of IPv6, only this is given to anybody.
  return parsed instanceof ipaddr.IPv6 && !inCidr(address, '2000::/3') ? 'listed' : 'public';
}

const rangeWords: Readonly<Record<string, string>> = {
  loopback: 'a loopback address: this machine itself',
  linkLocal: 'a link-local address, where clouds keep their metadata',
  private: 'a private address',
  uniqueLocal: 'a private address',
  carrierGradeNat: 'an address of a provider’s inner network',
  multicast: 'a multicast address',
  broadcast: 'a broadcast address',
  unspecified: 'no address of any machine',
  '6to4': 'an IPv6 address that stands for an IPv4 address',
  teredo: 'an IPv6 address that stands for an IPv4 address',
  rfc6052: 'an IPv6 address that stands for an IPv4 address',
  ipv4Mapped: 'an IPv6 address that stands for an IPv4 address',
};

/** What kind of address it is, for a sentence: `a private address`. */
export function addressWords(address: string): string {
  if (metadata.has(address)) return 'a cloud’s metadata address';
  return rangeWords[ipaddr.parse(address).range()] ?? 'an address from a range with a special purpose';
}

export interface Cidr {
  /** Canonical: `203.0.113.0/24`. */
  readonly text: string;
  /** Bits that are not fixed. */
  readonly freeBits: number;
}

/** @returns the range, or what is wrong with its spelling in one sentence */
export function parseCidr(
  text: string,
): { readonly ok: true; readonly cidr: Cidr } | { readonly ok: false; readonly problem: string } {
  const [, base = '', length = ''] = /^([^/]+)\/(0|[1-9]\d{0,2})$/u.exec(text) ?? [];
  const address = canonicalAddress(base);
  if (address === undefined) return { ok: false, problem: 'expected a range such as 203.0.113.0/24' };
  const bits = ipaddr.parse(address).toByteArray().length * 8;
  const prefix = Number(length);
  if (prefix > bits) return { ok: false, problem: `expected at most /${bits}` };
  const first = networkOf(address, prefix);
  if (first !== address) return { ok: false, problem: `the range begins at ${first}: write ${first}/${prefix}` };
  return { ok: true, cidr: { text: `${address}/${prefix}`, freeBits: bits - prefix } };
}

/** @param address canonical @param cidr canonical */
export function inCidr(address: string, cidr: string): boolean {
  const parsed = ipaddr.parse(address);
  const [base, length] = ipaddr.parseCIDR(cidr);
  if (parsed instanceof ipaddr.IPv4) return base instanceof ipaddr.IPv4 && parsed.match(base, length);
  return base instanceof ipaddr.IPv6 && parsed.match(base, length);
}

function networkOf(address: string, prefix: number): string {
  const parsed = ipaddr.parse(address);
  const cidr = `${address}/${prefix}`;
  const first =
    parsed instanceof ipaddr.IPv4 ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  return first.toString();
}
