/** Runs and their transcripts. */
import { type Handlers, HostError, type OperationName, type OperationOutput } from '#shared/contract/index.ts';
import type { HouseEvent, RunId, RunSummary } from '#shared/model/index.ts';
import { exportRun } from './export-run.ts';

type GroupHandlers = Pick<Handlers, Extract<OperationName, `runs.${string}`>>;

export interface RunsSlice {
  readonly records: {
    listRuns(query: { readonly limit: number; readonly before?: RunId }): Promise<readonly RunSummary[]>;
    showRun(id: RunId): Promise<RunSummary | undefined>;
    readTranscript(id: RunId, from: number): Promise<OperationOutput<'runs.transcript'> | undefined>;
    deleteRun(id: RunId, by: string): Promise<'removed' | 'running' | 'missing'>;
  };
  readonly broker: { stop(run: RunId): boolean };
  readonly house: (event: HouseEvent, detail: Readonly<Record<string, string>>) => Promise<void>;
}

export function runHandlers({ records, broker, house }: RunsSlice): GroupHandlers {
  const found = async <T>(value: Promise<T | undefined>, id: RunId): Promise<T> => {
    const there = await value;
    if (there === undefined) throw new HostError('NOT_FOUND', `There is no run ${id}.`);
    return there;
  };
  return {
    'runs.list': ({ limit, before }) => records.listRuns({ limit, ...(before === undefined ? {} : { before }) }),
    'runs.show': ({ id }) => found(records.showRun(id), id),
    'runs.transcript': ({ id, from }) => found(records.readTranscript(id, from), id),
    'runs.export': (input) => exportRun(records, input),
    'runs.delete': async ({ id }, caller) => {
      const done = await records.deleteRun(id, `${caller.user} via ${caller.via}`);
      if (done === 'missing') throw new HostError('NOT_FOUND', `There is no run ${id}.`);
      if (done === 'running') throw new HostError('CONFLICT', 'This run is still under way. Stop it first.');
      return { id };
    },
    'runs.stop': async ({ id }, caller) => {
      await house('run-stopped', { run: id, by: `${caller.user} via ${caller.via}` });
      if (!broker.stop(id)) throw new HostError('CONFLICT', 'This run is over already.');
      return found(records.showRun(id), id);
    },
  };
}
