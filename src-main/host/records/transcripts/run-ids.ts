/** Run ids that sort by time: to the second in plain digits, then milliseconds and chance. Within one host each is greater than the last. */
import { randomInt } from 'node:crypto';
import type { Clock } from '#host/ports/index.ts';
import { RunId } from '#shared/model/index.ts';

/** The last five of the eight hex digits. */
const CHANCES = 0x100000;

export class RunIds {
  readonly #clock: Clock;
  #lastMs = 0;
  #lastChance = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next(): RunId {
    const nowMs = this.#clock.nowMs();
    // Half of the room is left for runs of the same millisecond, which count on.
    const chance = nowMs === this.#lastMs ? (this.#lastChance + 1) % CHANCES : randomInt(CHANCES / 2);
    this.#lastMs = nowMs;
    this.#lastChance = chance;
    return RunId.parse(`${stampOf(nowMs)}${hex(chance, 5)}`);
  }
}

/** No run of this time or later has a smaller id. */
export const firstIdAt = (ms: number): string => `${stampOf(ms)}00000`;

function stampOf(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().split('T');
  const millisecond = hex(((ms % 1000) + 1000) % 1000, 3);
  return `run_${date.replaceAll('-', '')}_${time.slice(0, 8).replaceAll(':', '')}_${millisecond}`;
}

const hex = (value: number, digits: number): string => Math.floor(value).toString(16).padStart(digits, '0');
