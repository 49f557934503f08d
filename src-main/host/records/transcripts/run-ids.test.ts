import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../test/manual-clock.ts';
import { RunIds } from './run-ids.ts';

describe('run ids', () => {
  it('say when the run started, in UTC', () => {
    const clock = new ManualClock();
    clock.advance(6);
    expect(new RunIds(clock).next()).toMatch(/^run_20260102_030405_006[0-9a-f]{5}$/);
  });

  it('sort by time, also within a millisecond', () => {
    const clock = new ManualClock();
    const ids = new RunIds(clock);
    const made = Array.from({ length: 5000 }, (_, index) => {
      if (index % 7 === 0) clock.advance(3);
      return ids.next();
    });
    expect(new Set(made).size).toBe(5000);
    expect([...made].sort()).toEqual(made);
  });
});
