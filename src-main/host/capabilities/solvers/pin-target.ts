/**
 * A target as a plan pins it. Its name is looked up here and nowhere else, and only if the policy lists it, so that no agent can send
 * anything out through names that nobody listed. A run reaches the pinned addresses alone; a name that has come to mean others by then is
 * drift, because the person said yes to what it meant.
 */
import type { NameLookup } from '#host/ports/index.ts';
import { type EgressTarget, Refused } from '#shared/model/index.ts';
import { canonicalAddress, type SolverPolicy, type TargetUse } from '#shared/policy/index.ts';

/** A name with more is nothing that a person could check. */
const MOST_ADDRESSES = 16;
const LOOKUP_MS = 10_000;

interface AskedTarget {
  readonly host: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
}

/** @throws Refused TARGET_DENIED, TARGET_UNRESOLVED */
export async function pinTarget(
  { host, port, protocol }: AskedTarget,
  use: TargetUse,
  policy: SolverPolicy,
  names: NameLookup,
): Promise<EgressTarget> {
  const bare = canonicalAddress(host);
  const asked = { host: bare ?? host, port, protocol, use };
  refuseDenied(policy, { ...asked, addresses: null });
  const addresses = bare === undefined ? await lookUp(host, policy, names) : [bare];
  refuseDenied(policy, { ...asked, addresses });
  return { host: asked.host, port, protocol, addresses };
}

/** @returns what changed since it was pinned, as sentences; a name that cannot be looked up any more is not known to be the same */
export async function driftOfTarget(
  { host, addresses }: EgressTarget,
  policy: Pick<SolverPolicy, 'dns'>,
  names: NameLookup,
): Promise<readonly string[]> {
  if (canonicalAddress(host) !== undefined) return [];
  try {
    const now = await lookUp(host, policy, names);
    if (now.join() === addresses.join()) return [];
    return [
      `${host} stands for ${now.length === 0 ? 'no address' : now.join(', ')} now, and not for ${addresses.join(', ')}`,
    ];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return [`${error.message.replace(/\.$/u, '')}, and it stood for ${addresses.join(', ')}`];
  }
}

function refuseDenied(policy: SolverPolicy, question: Parameters<SolverPolicy['targetVerdict']>[0]): void {
  const verdict = policy.targetVerdict(question);
  if (verdict.verdict !== 'deny') return;
  throw new Refused('TARGET_DENIED', {
    message: verdict.reasons.join(' '),
    rule: verdict.rule,
    ...(verdict.hint === null ? {} : { hint: verdict.hint }),
  });
}

async function lookUp(host: string, { dns }: Pick<SolverPolicy, 'dns'>, names: NameLookup): Promise<readonly string[]> {
  const found = await inTime(names.lookUp(host, dns)).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Refused('TARGET_UNRESOLVED', { message: `${host} could not be looked up: ${why}.`, cause });
  });
  // In one order, whatever turn name servers take with them: the same target is the same plan.
  const addresses = [...new Set(found.map((text) => canonicalAddress(text) ?? text))].sort(fourFirst);
  if (addresses.length > MOST_ADDRESSES) {
    throw new Refused('TARGET_DENIED', {
      message: `${host} stands for ${addresses.length} addresses, and at most ${MOST_ADDRESSES} are taken.`,
    });
  }
  return addresses;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer came in time')), LOOKUP_MS);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

const fourFirst = (a: string, b: string): number =>
  Number(a.includes(':')) - Number(b.includes(':')) || (a < b ? -1 : Number(a > b));
