/** A plan's digest: SHA-256 over its canonical JSON. What was shown, approved and recorded is compared by this. */
import { createHash } from 'node:crypto';
import { canonicalJson, type Plan, Sha256 } from '#shared/model/index.ts';

export function digestOf(plan: Plan): Sha256 {
  return Sha256.parse(createHash('sha256').update(canonicalJson(plan)).digest('hex'));
}

/** Freezes a plan all the way down, so that what was decided on cannot change before it runs. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
