/**
 * For tests of what is ended when its time is over, and has to come to a certain point before: how long that takes hangs on the machine, so
 * a short time is tried first, and longer ones where it was over too soon.
 */
const TIMES_MS = [1_000, 5_000, 20_000] as const;

/** @returns what the last attempt gave: the first that got that far, where any did */
export async function inShortestTime<T>(
  attempt: (ms: number) => Promise<T>,
  gotThatFar: (result: T) => boolean,
): Promise<T> {
  const [shortest, ...longer] = TIMES_MS;
  let result = await attempt(shortest);
  for (const ms of longer) {
    if (gotThatFar(result)) break;
    result = await attempt(ms);
  }
  return result;
}
