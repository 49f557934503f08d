/** Counts how many runs of a host go on at once, from its own news. */
import type { TestHost } from './open-test-host.ts';

/** @returns a function that stops counting and says the most there were */
export function countRunsAtOnce(app: TestHost): () => number {
  const open = new Set<string>();
  let most = 0;
  const stop = app.host.api.events.listen((event) => {
    if (event.name !== 'runs.changed') return;
    if (event.payload.end === null) open.add(event.payload.id);
    else open.delete(event.payload.id);
    most = Math.max(most, open.size);
  });
  return () => {
    stop();
    return most;
  };
}
