/** Runs of the fake host, with their transcripts in pieces. Stopping one ends it at once. */
import { HostError } from '#shared/contract/index.ts';
import type { RunId, RunSummary } from '#shared/model/index.ts';
import { exportPiece } from '#shared/text/index.ts';
import type { FakeInside, HandlersOf } from './fake-inside.ts';
import { found } from './fake-world.ts';

export function fakeRunHandlers(host: FakeInside): HandlersOf<'runs'> {
  const { world } = host;
  const find = (id: RunId): RunSummary =>
    found(
      world.runs.find((run) => run.id === id),
      `run ${id}`,
    );
  return {
    'runs.list': async ({ before, limit }) => {
      const from = before === undefined ? 0 : world.runs.findIndex(({ id }) => id === before) + 1;
      return world.runs.slice(from, from + limit);
    },
    'runs.show': async ({ id }) => find(id),
    'runs.transcript': async ({ id, from }) => {
      const run = find(id);
      const all = world.transcripts.get(id) ?? [];
      const chunks = all.slice(from, from + 400);
      const next = from + chunks.length;
      return { chunks, next: run.end !== null && next >= all.length ? null : next };
    },
    'runs.export': async ({ id, format, from }) => {
      const run = find(id);
      const chunks = (world.transcripts.get(id) ?? []).slice(from, from + 400);
      const next = chunks.length === 0 ? null : from + chunks.length;
      return { text: exportPiece(format, { run, chunks, first: from === 0, last: next === null }), next };
    },
    'runs.delete': async ({ id }) => {
      const run = find(id);
      if (run.end === null) throw new HostError('CONFLICT', 'This run is still under way. Stop it first.');
      world.runs = world.runs.filter((one) => one !== run);
      host.emit('runs.deleted', { id });
      return { id };
    },
    'runs.stop': async ({ id }) => {
      const run = find(id);
      const stopped: RunSummary = {
        ...run,
        end: {
          reason: 'stopped',
          exit_code: null,
          signal: 'SIGTERM',
          duration_ms: 7200,
          stdout: { bytes: 10, sha256: run.digest },
          stderr: { bytes: 0, sha256: run.digest },
          dropped_bytes: 0,
          error: null,
          usage: null,
        },
      };
      host.putRun(stopped);
      return stopped;
    },
  };
}
