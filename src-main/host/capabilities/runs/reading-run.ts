/** What every tool that reads one of the client's own runs has in common: it is planned as that, changes nothing, and is let in when the house is full. */
import type { Capability } from '#host/capabilities/capability.ts';
import type { RunId, RunReadPlan } from '#shared/model/index.ts';
import { houseSentence } from '#shared/text/index.ts';
import { ownRun, type RunShelf } from './run-shelf.ts';

type Reading = Pick<
  Capability<{ readonly run_id: RunId }, RunReadPlan>,
  'lane' | 'transcriptBytes' | 'plan' | 'describe' | 'drift' | 'release'
>;

export const readingHints = {
  ...{ readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
} as const;

export function readingRun(shelf: RunShelf, part: RunReadPlan['part']): Reading {
  return {
    lane: 'control',
    transcriptBytes: () => null,
    async plan(request, { run_id }) {
      const { id } = await ownRun(shelf, request.client, run_id);
      return { kind: 'run.read', run: id, part };
    },
    describe: houseSentence,
    drift: async () => [],
    release: async () => undefined,
  };
}
