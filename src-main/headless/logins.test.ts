import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.ts';
import { createLogins } from './logins.ts';

const TEN_MINUTES = 600_000;
const WEEK = 7 * 24 * 3_600_000;

describe('a login link', () => {
  it('works once', () => {
    const logins = createLogins(new ManualClock());
    const token = logins.mint();
    const cookie = logins.redeem(token);
    expect(cookie).toBeDefined();
    expect(logins.redeem(token)).toBeUndefined();
  });

  it('works for ten minutes', () => {
    const clock = new ManualClock();
    const logins = createLogins(clock);
    const token = logins.mint();
    clock.advance(TEN_MINUTES + 1);
    expect(logins.redeem(token)).toBeUndefined();
  });

  it.each(['', 'x', 'undefined', '../..'])('is not %j', (token) => {
    expect(createLogins(new ManualClock()).redeem(token)).toBeUndefined();
  });

  it('is forgotten when too many are asked for', () => {
    const logins = createLogins(new ManualClock());
    const first = logins.mint();
    for (let n = 0; n < 40; n += 1) logins.mint();
    expect(logins.redeem(first)).toBeUndefined();
  });
});

describe('a login', () => {
  it('lasts a week at most', () => {
    const clock = new ManualClock();
    const logins = createLogins(clock);
    const cookie = logins.redeem(logins.mint()) ?? '';
    expect(logins.knows(cookie)).toBe(true);
    clock.advance(WEEK + 1);
    expect(logins.knows(cookie)).toBe(false);
  });

  it('is not the link’s own token', () => {
    const logins = createLogins(new ManualClock());
    const token = logins.mint();
    logins.redeem(token);
    expect(logins.knows(token)).toBe(false);
  });
});
