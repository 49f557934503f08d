/**
 * Waiting for something, but not for ever. The timer keeps the process alive, unlike those of the host's clock: a host that is about to
 * quit must not do so while something of a run is left.
 */

/** @returns whether the promise settled in that time; a rejection passes through */
export async function settlesWithin(ms: number, promise: Promise<unknown>): Promise<boolean> {
  const { promise: over, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(resolve, ms, false);
  try {
    return await Promise.race([promise.then(() => true), over]);
  } finally {
    clearTimeout(timer);
  }
}
