/** A clock that tests move by hand. */
import type { Clock } from '#host/ports/index.ts';

export class ManualClock implements Clock {
  #nowMs = Date.parse('2026-01-02T03:04:05.000Z');
  #timers: { atMs: number; action: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on and fires what is due, in order. */
  advance(ms: number): void {
    const until = this.#nowMs + ms;
    for (;;) {
      const [next] = this.#timers.filter((timer) => timer.atMs <= until).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = next.atMs;
      next.action();
    }
    this.#nowMs = until;
  }

  /** Time passes and no timer fires, as when the machine sleeps. */
  sleep(ms: number): void {
    this.#nowMs += ms;
  }

  /** Timers that wait; none may be left behind. */
  get pending(): number {
    return this.#timers.length;
  }
}
