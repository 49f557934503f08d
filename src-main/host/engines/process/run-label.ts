/**
 * The variable by which a run's processes are found again, whatever group or session they moved to and whoever their parent is now:
 * `COUNTERSIGN_RUN=<owner>:<run id>`. The owner is the data folder's stable id, so that two hosts never end each other's runs.
 */
import type { RunId } from '#shared/model/index.ts';

export const LABEL_VARIABLE = 'COUNTERSIGN_RUN';

/** @throws TypeError for an owner that could be mistaken for a part of the label */
export function checkOwner(owner: string): void {
  if (!/^[A-Za-z0-9._-]{1,128}$/.test(owner)) {
    throw new TypeError(
      `expected an owner of letters, digits, dots, dashes and underscores, got ${JSON.stringify(owner)}`,
    );
  }
}

export const labelOf = (owner: string, run: RunId): string => `${owner}:${run}`;
export const isOwnedBy = (label: string, owner: string): boolean => label.startsWith(`${owner}:`);
