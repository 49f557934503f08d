import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../test/manual-clock.ts';
import { createPause, type Pressed } from './pause.ts';

describe('the panic button', () => {
  it('is in force before it is on disk, and counts once', async () => {
    const kept: (Pressed | null)[] = [];
    const pause = createPause(null, async (pressed) => void kept.push(pressed), new ManualClock());
    const pressed = pause.press('anna via browser');
    expect(() => pause.refuse()).toThrow(/paused/);
    await pressed;
    await pause.press('tom via terminal');
    expect(kept).toEqual([{ at: '2026-01-02T03:04:05.000Z', by: 'anna via browser' }]);
  });

  it('stays pressed when letting go cannot be written, and works when pressing cannot', async () => {
    const pause = createPause(null, () => Promise.reject(new Error('the disk is full')), new ManualClock());
    await expect(pause.press('anna')).rejects.toThrow(/full/);
    expect(() => pause.refuse()).toThrow(/paused/);
    await expect(pause.release()).rejects.toThrow(/full/);
    expect(() => pause.refuse()).toThrow(/paused/);
  });

  it('is found pressed after a restart, and says so when it changes', async () => {
    const pause = createPause({ at: '2026-01-01T00:00:00.000Z', by: 'anna' }, async () => undefined, new ManualClock());
    let told = 0;
    pause.onChanged(() => (told += 1));
    expect(pause.current()).toMatchObject({ by: 'anna' });
    await pause.release();
    expect(pause.current()).toBeNull();
    expect(told).toBe(1);
  });
});
