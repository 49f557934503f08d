/**
 * Node reads a pipe into a fresh 64 KB buffer each time. V8 sees only the small object in front of each buffer, so it lets tens of
 * megabytes of spent ones pile up before it collects. A collection of the young generation every few megabytes costs about a millisecond
 * and keeps a flood of output from growing the host.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const EVERY_BYTES = 4 * 1024 * 1024;

type Collect = (options: { readonly type: 'minor' }) => void;

/** @returns told of each read, frees the buffers of those before it from time to time */
export function createBufferFreer(): (bytes: number) => void {
  // Made at the first flood: most runs say little, and should not pay for it.
  let collect: Collect | undefined;
  let since = 0;
  return (bytes) => {
    since += bytes;
    if (since < EVERY_BYTES) return;
    since = 0;
    collect ??= youngCollector();
    collect({ type: 'minor' });
  };
}

/** The collector is reachable only under this flag; it is taken once and the flag put back, so that no other code gets to see it. */
function youngCollector(): Collect {
  setFlagsFromString('--expose-gc');
  try {
    const collect: unknown = runInNewContext('gc');
    return typeof collect === 'function' ? (collect as Collect) : () => undefined;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
