/**
 * The panic button. While it is pressed nothing new starts and nothing is approved; it stays pressed over a restart, since a crash must not
 * let go of it.
 */
import { Refused } from '#shared/model/index.ts';

export interface Pressed {
  /** ISO 8601. */
  readonly at: string;
  /** Who, and through which door. */
  readonly by: string;
}

export interface Pause {
  /** `null` while things may start. */
  current(): Pressed | null;
  /** Durable once it resolves; in force before. A second press changes nothing. */
  press(by: string): Promise<void>;
  release(): Promise<void>;
  /** @throws Refused PAUSED */
  refuse(): void;
  /** @returns a function that stops listening */
  onChanged(listener: () => void): () => void;
}

/** @param keep writes it where the next host finds it */
export function createPause(
  found: Pressed | null,
  keep: (pressed: Pressed | null) => Promise<unknown>,
  clock: { nowMs(): number },
): Pause {
  let pressed = found;
  const listeners = new Set<() => void>();
  const change = async (next: Pressed | null): Promise<void> => {
    // Pressing counts at once, letting go only once it is written: whatever fails, it fails towards standing still.
    if (next !== null) pressed = next;
    await keep(next);
    pressed = next;
    for (const listener of listeners) listener();
  };
  return {
    current: () => pressed,
    press: async (by) => {
      if (pressed === null) await change({ at: new Date(clock.nowMs()).toISOString(), by });
    },
    release: async () => {
      if (pressed !== null) await change(null);
    },
    refuse() {
      if (pressed !== null) throw new Refused('PAUSED', { message: `Everything has been paused since ${pressed.at}.` });
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
