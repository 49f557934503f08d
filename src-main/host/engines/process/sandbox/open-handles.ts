/**
 * Opens what a sandbox is to show, by the name that the plan has for it, and makes sure that what was opened lies there and nowhere else. From
 * then on the open file stands for it, so that nobody can put another in its place.
 */
import { closeSync, constants, fstatSync, openSync, readlinkSync } from 'node:fs';
import type { PinnedFile, PinnedFolder } from '#shared/model/index.ts';
import { Refused } from '#shared/model/index.ts';

export interface Handles extends Disposable {
  /** @throws Refused PLAN_DRIFT when the path leads elsewhere, or is not the one that was pinned */
  open(path: string): number;
}

/** Only stands for the file: neither reads nor writes it, and does not wait for anybody. */
const O_PATH = 0o10000000;

/** @param pinned what the plan knows by more than its path */
export function openHandles(pinned: readonly (PinnedFile | PinnedFolder)[]): Handles {
  const open = new Map<string, number>();
  return {
    open(path) {
      const known = open.get(path);
      if (known !== undefined) return known;
      const handle = opened(path);
      open.set(path, handle);
      const pin = pinned.find((each) => each.path === path);
      const { dev, ino } = fstatSync(handle, { bigint: true });
      const isPinned = pin === undefined || (`${dev}` === pin.device && `${ino}` === pin.inode);
      if (!isPinned || readlinkSync(`/proc/self/fd/${handle}`) !== path) throw drift(path);
      return handle;
    },
    [Symbol.dispose]() {
      for (const handle of open.values()) closeSync(handle);
      open.clear();
    },
  };
}

function opened(path: string): number {
  try {
    return openSync(path, O_PATH | constants.O_NOFOLLOW);
  } catch (cause) {
    throw drift(path, cause);
  }
}

const drift = (path: string, cause?: unknown): Refused =>
  new Refused('PLAN_DRIFT', {
    message: `Something the plan relied on changed before the run: ${path} is not what it was.`,
    cause,
  });
