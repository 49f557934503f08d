/** Where the window was: a small file of this shell's own. Remembered places that no screen shows any more are forgotten. */
import type { Rectangle } from 'electron';
import { z } from 'zod';
import type { Log } from '#host/ports/index.ts';
import { readJson, writeFileAtomic } from '#host/storage/index.ts';

const side = z.number().int().min(-100_000).max(100_000);
const Bounds = z.strictObject({ x: side, y: side, width: side.min(1), height: side.min(1) });

/** Pixels of the window that a screen must still show for a person to be able to grab it. */
const GRABBABLE = { width: 120, height: 40 };

export interface WindowBounds {
  /** @returns `null` when there is nothing to go back to */
  recall(workAreas: readonly Rectangle[]): Promise<Rectangle | null>;
  /** Writes in the order of the calls. Never rejects: a place that is not remembered is no reason to fail. */
  remember(bounds: Rectangle): Promise<void>;
}

export function windowBounds(path: string, log: Log): WindowBounds {
  let writing = Promise.resolve();
  return {
    async recall(workAreas) {
      const file = await readJson(path, Bounds);
      if (file.state === 'invalid')
        log.warn({ path, problem: file.problem }, 'the place of the window is not readable');
      return file.state === 'ok' && workAreas.some((area) => canBeGrabbed(file.value, area)) ? file.value : null;
    },
    remember(bounds) {
      writing = writing
        .then(() => writeFileAtomic(path, `${JSON.stringify(bounds)}\n`))
        .catch((error: unknown) => log.warn({ path, err: error }, 'the place of the window could not be written'));
      return writing;
    },
  };
}

/** Whether enough of the window's top edge, where it is held, lies on the screen. */
function canBeGrabbed(window: Rectangle, area: Rectangle): boolean {
  const left = Math.max(window.x, area.x);
  const right = Math.min(window.x + window.width, area.x + area.width);
  const topIsOn = window.y >= area.y && window.y <= area.y + area.height - GRABBABLE.height;
  return topIsOn && right - left >= Math.min(GRABBABLE.width, window.width);
}
