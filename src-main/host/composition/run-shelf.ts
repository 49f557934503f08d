/** What the tools about runs may reach: the records' side of it, and the broker's for ending one. */
import type { Broker } from '../broker/index.ts';
import type { RunShelf } from '../capabilities/runs/index.ts';
import type { EndpointParts } from '../endpoint/index.ts';
import type { Records } from '../records/index.ts';

/** @param broker made later, and asked later */
export function runShelf(records: Records, broker: () => Broker): RunShelf {
  return {
    show: (id) => records.showRun(id),
    list: (page) => records.listRuns(page),
    transcript: (id, from) => records.readTranscript(id, from),
    excerpt: (id, stream, maxBytes) => records.excerpt(id, stream, maxBytes),
    async report(id) {
      const [kept] = (await records.keptFiles(id)).filter(({ kind }) => kind === 'report');
      const bytes = kept === undefined ? undefined : await records.readKept(id, 'report', kept.path);
      return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
    },
    recordsOf: (request) => records.ofRequest(request),
    cancel: (id, force) => broker().cancel(id, force),
    remove: (id, by) => records.deleteRun(id, by),
    onNews(id, listener) {
      const stops = [
        records.onOutput((batch) => batch.id === id && listener()),
        records.onRunChanged((run) => run.id === id && listener()),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

/** What the endpoint tells clients of their runs while they go on. */
export function runNews(records: Records): EndpointParts['runs'] {
  return {
    latestOutput: (run) => records.latestOutput(run),
    onChanged(listener) {
      const stops = [records.onRunChanged, records.onRunDeleted].map((listen) =>
        listen.call(records, ({ client }) => listener(client.name)),
      );
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
