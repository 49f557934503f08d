import type { Capability } from '#host/capabilities/capability.ts';
import { cancelRun } from './cancel-run.ts';
import { deleteRun } from './delete-run.ts';
import { getRunLog } from './get-run-log.ts';
import { getRunOutput } from './get-run-output.ts';
import { getRunStream } from './get-run-stream.ts';
import { listRecentRuns } from './list-recent-runs.ts';
import type { RunShelf } from './run-shelf.ts';
import { tailRunOutput } from './tail-run-output.ts';

export { runLink } from './run-resources.ts';
export type { RunShelf } from './run-shelf.ts';

/** Every tool about a client's own runs. */
export function runTools(shelf: RunShelf): readonly Capability[] {
  return [
    listRecentRuns(shelf),
    getRunLog(shelf),
    getRunStream(shelf, 'stdout'),
    getRunStream(shelf, 'stderr'),
    getRunOutput(shelf),
    tailRunOutput(shelf),
    cancelRun(shelf),
    deleteRun(shelf),
  ] as unknown as readonly Capability[];
}
