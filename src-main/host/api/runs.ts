/** Runs and their transcripts. */
import { type Handlers, HostError, type OperationOutput } from '#shared/contract/index.ts';
import type { HouseEvent, RunId, RunSummary } from '#shared/model/index.ts';

type GroupHandlers = Pick<Handlers, 'runs.list' | 'runs.show' | 'runs.transcript' | 'runs.stop'>;

export interface RunsSlice {
  readonly records: {
    listRuns(query: { readonly limit: number; readonly before?: RunId }): Promise<readonly RunSummary[]>;
    showRun(id: RunId): Promise<RunSummary | undefined>;
    readTranscript(id: RunId, from: number): Promise<OperationOutput<'runs.transcript'> | undefined>;
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
    'runs.stop': async ({ id }, caller) => {
      await house('run-stopped', { run: id, by: `${caller.user} via ${caller.via}` });
      if (!broker.stop(id)) throw new HostError('CONFLICT', 'This run is over already.');
      return found(records.showRun(id), id);
    },
  };
}
