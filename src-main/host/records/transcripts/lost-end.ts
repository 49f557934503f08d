/** The end of a run that nobody saw end: what its files still tell. */
import { type RunEnd, Sha256 } from '#shared/model/index.ts';
import { keptFigures } from './read-transcript.ts';

/** Nobody knows the hash of all that the program wrote. */
const UNKNOWN_HASH = Sha256.parse('0'.repeat(64));

export async function lostEnd(folder: string): Promise<RunEnd> {
  const { stdout, stderr, dropped, lastMs } = await keptFigures(folder);
  return {
    reason: 'lost',
    exit_code: null,
    signal: null,
    // Up to the last output that was kept; when it really ended is not known.
    duration_ms: lastMs,
    stdout: { bytes: stdout, sha256: UNKNOWN_HASH },
    stderr: { bytes: stderr, sha256: UNKNOWN_HASH },
    dropped_bytes: dropped,
    error: null,
    usage: null,
  };
}
