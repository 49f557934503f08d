/** What clients may do with their own runs, as it is written in the policy. Looking at them and ending them is always theirs. */
import { z } from 'zod';

const verdict = z.enum(['allow', 'ask', 'deny']);

export const RunsDocument = z.strictObject({
  delete: verdict
    .default('ask')
    .describe('Deleting a run and its transcript. The audit log keeps its records of the run in any case.'),
});
export type RunsDocument = z.output<typeof RunsDocument>;
