/**
 * Whether something on the network may be reached. A name must be listed before it is even looked up, and then every address that it
 * stands for must be a public one or be listed by itself: a name that turns to another machine tomorrow takes nothing with it.
 */
import type { RuleRef, Verdict } from '#shared/model/index.ts';
import {
  addressWords,
  canonicalAddress,
  inCidr,
  isHostName,
  reachOf,
  type TargetDocument,
  type TargetQuestion,
} from '#shared/policy/index.ts';
import { hostAndPort, quoted } from '#shared/text/index.ts';
import { allowedBy, refused } from '../verdicts/answer.ts';

export interface Target {
  readonly ref: RuleRef;
  readonly names: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  readonly ranges: readonly string[];
  readonly ports: readonly { readonly min: number; readonly max: number }[];
  readonly protocol: 'tcp' | 'udp';
  readonly uses: ReadonlySet<string>;
  readonly because: string | null;
  /** Milliseconds since 1970. */
  readonly expiresMs: number;
}

export function compileTarget(entry: TargetDocument, ref: RuleRef): Target {
  const addresses = entry.hosts.flatMap((host) => canonicalAddress(host) ?? []);
  const ranges = entry.hosts.filter((host) => host.includes('/'));
  const names = entry.hosts.filter((host) => !host.includes('/') && canonicalAddress(host) === undefined);
  return {
    ...{ ref, ranges, names: new Set(names), addresses: new Set(addresses), uses: new Set(entry.for) },
    ports: entry.ports.map((port) => {
      const [min, max] = String(port).split('-').map(Number);
      return { min: min ?? 0, max: max ?? min ?? 0 };
    }),
    protocol: entry.protocol,
    because: entry.because ?? null,
    expiresMs: entry.expires ?? Number.POSITIVE_INFINITY,
  };
}

export function decideTarget(targets: readonly Target[], asked: TargetQuestion, nowMs: number): Verdict {
  const fitting = targets.filter(
    ({ protocol, uses, expiresMs, ports }) =>
      protocol === asked.protocol &&
      uses.has(asked.use) &&
      expiresMs > nowMs &&
      ports.some(({ min, max }) => asked.port >= min && asked.port <= max),
  );
  const bare = canonicalAddress(asked.host);
  if (bare === undefined ? !isHostName(asked.host) : bare !== asked.host) {
    return refused(
      `${quoted(asked.host)} is neither a host name nor an address in its plain spelling.`,
      'Write a name in lower case, four plain numbers, or an IPv6 address.',
    );
  }
  const naming = fitting.find((target) => (bare === undefined ? target.names.has(asked.host) : covers(target, bare)));
  if (naming === undefined) return unlisted(targets, asked, bare, nowMs);
  if (asked.addresses === null) return allowedBy(naming.ref);
  return decideAddresses(fitting, asked, asked.addresses, naming);
}

/** Every one of them, since nobody knows which one a program will take. */
function decideAddresses(
  fitting: readonly Target[],
  asked: TargetQuestion,
  addresses: readonly string[],
  naming: Target,
): Verdict {
  if (addresses.length === 0) {
    return refused(`${quoted(asked.host)} stands for no address.`, 'Check the name.', naming.ref);
  }
  for (const text of addresses) {
    const address = canonicalAddress(text);
    if (address !== text) return refused(`${quoted(text)} is not an address in its plain spelling.`, null, naming.ref);
    const reach = reachOf(address);
    if (reach === 'never') {
      return refused(`${addressOf(asked, address)} is ${addressWords(address)}.`, null, naming.ref);
    }
    if (reach === 'public' || fitting.some(({ addresses: listed }) => listed.has(address))) continue;
    return refused(
      `${addressOf(asked, address)} is ${addressWords(address)}, and the policy does not list that very address for port ${asked.port}.`,
      'Such an address counts only where the policy lists it by itself. Ask the person to list it if it is meant.',
      naming.ref,
    );
  }
  return allowedBy(naming.ref);
}

/** A range never means more than public addresses. */
function covers(target: Target, address: string): boolean {
  if (target.addresses.has(address)) return true;
  return reachOf(address) === 'public' && target.ranges.some((range) => inCidr(address, range));
}

function unlisted(targets: readonly Target[], asked: TargetQuestion, bare: string | undefined, nowMs: number): Verdict {
  const what = `${quoted(hostAndPort(asked.host, asked.port))} (${asked.protocol.toUpperCase()})`;
  const inRange =
    bare !== undefined &&
    reachOf(bare) !== 'public' &&
    targets.some(({ ranges }) => ranges.some((range) => inCidr(bare, range)));
  const listed = [
    ...new Set(
      targets
        .filter(({ uses, expiresMs }) => uses.has(asked.use) && expiresMs > nowMs)
        .flatMap(({ names, addresses, ranges, ports, protocol }) =>
          [...names, ...addresses, ...ranges].flatMap((host) =>
            ports.map(
              ({ min, max }) =>
                `${hostAndPort(host, min)}${max > min ? `-${max}` : ''}${protocol === 'udp' ? ' (UDP)' : ''}`,
            ),
          ),
        ),
    ),
  ];
  const because = inRange
    ? ` It lies in a listed range, but it is ${addressWords(bare)}, which a range never means.`
    : '';
  return refused(
    `The policy lists no target ${what} for ${asked.use}.${because}`,
    listed.length === 0
      ? `The policy lists no targets for ${asked.use}, so nothing is reachable.`
      : `Listed: ${listed.slice(0, 20).join(', ')}${listed.length > 20 ? ' and more' : ''}.`,
  );
}

const addressOf = (asked: TargetQuestion, address: string): string =>
  asked.host === address ? quoted(address) : `${quoted(asked.host)} stands for ${address}, which`;
