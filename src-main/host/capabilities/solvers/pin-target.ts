/**
 * A target as a plan pins it. Its name is looked up here and nowhere else, once, and only if the policy lists it: what it means later does
 * not matter, and no agent can send anything out through names that nobody listed.
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

function refuseDenied(policy: SolverPolicy, question: Parameters<SolverPolicy['targetVerdict']>[0]): void {
  const verdict = policy.targetVerdict(question);
  if (verdict.verdict !== 'deny') return;
  throw new Refused('TARGET_DENIED', {
    message: verdict.reasons.join(' '),
    rule: verdict.rule,
    ...(verdict.hint === null ? {} : { hint: verdict.hint }),
  });
}

async function lookUp(host: string, { dns }: SolverPolicy, names: NameLookup): Promise<readonly string[]> {
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
