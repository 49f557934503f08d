/** Carries a child's output to the run, one piece at a time: the next is read when the last was taken, so the child waits and memory does not grow. */
import type { OutputReader } from './output-pipes.ts';
import { settlesWithin } from './settles-within.ts';

export interface Pump {
  /** The stream's end was reached and all of it was taken, or it was cut. */
  readonly done: Promise<void>;
  /** Bytes read so far. */
  bytes(): number;
  /** Whether a piece is waiting to be taken. */
  isWriting(): boolean;
  /** Reads no further. */
  cut(): void;
}

/** @param onBroken the output can no longer be kept; a run that goes unrecorded must not go on */
export function pumpOutput(
  output: OutputReader,
  write: (bytes: Uint8Array) => Promise<void>,
  onBroken: (error: unknown) => void,
): Pump {
  let bytes = 0;
  let isWriting = false;
  let isCut = false;
  const take = async (piece: Uint8Array): Promise<void> => {
    bytes += piece.length;
    isWriting = true;
    await write(piece);
    isWriting = false;
  };
  const run = async (): Promise<void> => {
    try {
      await output.read(take);
    } catch (error) {
      if (isCut) return;
      output.cut();
      onBroken(error);
    }
  };
  return {
    done: run(),
    bytes: () => bytes,
    isWriting: () => isWriting,
    cut() {
      isCut = true;
      output.cut();
    },
  };
}

/** A silent pipe is given up after this long once nobody is known to hold it. */
export const SILENCE_MS = 250;
/** More than the kernel keeps in two pipes: what comes beyond it is written by somebody who is still there. */
const KEPT_IN_PIPES_BYTES = 8 * 1024 * 1024;

/**
 * Takes what a family that is gone had still written. Reaching the end of the streams is the rule; a process that left the family unseen and
 * kept a pipe is not waited for.
 * @returns whether the end was reached
 */
export async function drain(pumps: readonly Pump[]): Promise<boolean> {
  const all = Promise.all(pumps.map((pump) => pump.done));
  const total = (): number => pumps.reduce((sum, pump) => sum + pump.bytes(), 0);
  const atFirst = total();
  for (;;) {
    const before = total();
    if (await settlesWithin(SILENCE_MS, all)) return true;
    const silent = total() === before && !pumps.some((pump) => pump.isWriting());
    if (silent || total() - atFirst > KEPT_IN_PIPES_BYTES) break;
  }
  for (const pump of pumps) pump.cut();
  await all;
  return false;
}
