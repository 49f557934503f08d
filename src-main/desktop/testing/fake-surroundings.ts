/** A clock whose time passes when told to, and a log that keeps its lines. */
import type { Clock, Log } from '#host/ports/index.ts';

export interface FakeClock extends Clock {
  pass(ms: number): void;
}

export function fakeClock(): FakeClock {
  let now = 0;
  const timers = new Map<symbol, { readonly at: number; readonly action: () => void }>();
  return {
    nowMs: () => now,
    after(ms, action) {
      const key = Symbol('timer');
      timers.set(key, { at: now + ms, action });
      return () => timers.delete(key);
    },
    pass(ms) {
      now += ms;
      for (const [key, { at, action }] of [...timers]) {
        if (at > now || !timers.delete(key)) continue;
        action();
      }
    },
  };
}

export interface FakeLog extends Log {
  readonly lines: {
    readonly level: string;
    readonly fields: Readonly<Record<string, unknown>>;
    readonly message: string;
  }[];
}

export function fakeLog(): FakeLog {
  const lines: FakeLog['lines'] = [];
  const at =
    (level: string) =>
    (fields: Readonly<Record<string, unknown>>, message: string): void =>
      void lines.push({ level, fields, message });
  const log: FakeLog = {
    lines,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    part: () => log,
  };
  return log;
}
