/** Waiting for something, as long as somebody wants it. What is waited for goes on. */

/** @returns whether the promise settled before the signal fired; a rejection passes through */
export async function settlesBefore(signal: AbortSignal, promise: Promise<unknown>): Promise<boolean> {
  const { promise: over, resolve } = Promise.withResolvers<false>();
  const onAbort = (): void => resolve(false);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise.then(() => true), over]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
