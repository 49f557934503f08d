/** How long a client is held for a person's answer, in numbers: nothing here depends on how fast the machine is. */
import type { ServerContext } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { patienceOf } from './delivery.ts';

const unknown = { answerWithinMs: null, progressExtends: false };
const context = (mcpReq: object): ServerContext => ({ mcpReq }) as unknown as ServerContext;
const older = context({});
const newer = context({ envelope: {} });
const wantsProgress = context({ _meta: { progressToken: 1 } });

describe('the patience of a client', () => {
  it('is what its generation usually has, while nothing is known of it', () => {
    expect(patienceOf(older, unknown, 0)).toBe(45_000);
    expect(patienceOf(newer, unknown, 0)).toBe(4_000);
  });

  it('is what was set or learned, counted from when its call came in', () => {
    const learned = { answerWithinMs: 3_200, progressExtends: false };
    expect(patienceOf(older, learned, 0)).toBe(3_200);
    expect(patienceOf(older, learned, 1_000)).toBe(2_200);
    expect(patienceOf(newer, learned, 1_000)).toBe(2_200);
  });

  it('is over, and no more than that, when planning alone took as long', () => {
    expect(patienceOf(newer, unknown, 9_000)).toBe(0);
  });

  it('has no end for one that each progress message gives its time anew, if it asked for progress', () => {
    const extended = { answerWithinMs: 3_200, progressExtends: true };
    expect(patienceOf(wantsProgress, extended, 100_000)).toBe(Number.MAX_SAFE_INTEGER);
    expect(patienceOf(older, extended, 0)).toBe(3_200);
  });
});
