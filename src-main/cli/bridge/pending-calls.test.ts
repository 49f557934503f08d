import { describe, expect, it } from 'vitest';
import { createPendingCalls, type PendingCalls } from './pending-calls.ts';

const line = (message: unknown): Buffer => Buffer.from(`${JSON.stringify(message)}\n`);
const call = (id: unknown): Buffer => line({ jsonrpc: '2.0', id, method: 'tools/call' });
const answer = (id: unknown): Buffer => line({ jsonrpc: '2.0', id, result: {} });

const countAfter = (act: (calls: PendingCalls) => void): number => {
  const calls = createPendingCalls();
  act(calls);
  return calls.count;
};

describe('pending calls', () => {
  it('are the requests without an answer', () => {
    expect(countAfter((calls) => calls.sent(Buffer.concat([1, 2, 3].map(call))))).toBe(3);
    expect(
      countAfter((calls) => {
        calls.sent(call(1));
        calls.sent(call(2));
        calls.received(answer(2));
        calls.received(line({ jsonrpc: '2.0', id: 1, error: { code: 1, message: '' } }));
      }),
    ).toBe(0);
  });

  it('are counted whatever the chunks', () => {
    const bytes = Buffer.concat([call('ä€😀'), call(2), answer(2)]);
    for (let size = 1; size < bytes.length; size += 1) {
      const calls = createPendingCalls();
      for (let at = 0; at < bytes.length; at += size) calls.sent(bytes.subarray(at, at + size));
      // An answer on the way to the host is one to a request of the host's: it ends nothing of the client's.
      expect(calls.count, `chunks of ${size}`).toBe(2);
    }
  });

  it('tell the number 1 from the text "1"', () => {
    expect(
      countAfter((calls) => {
        calls.sent(call(1));
        calls.received(answer('1'));
      }),
    ).toBe(1);
  });

  it('do not include notifications, cancelled requests and requests of the host', () => {
    expect(
      countAfter((calls) => {
        calls.sent(line({ jsonrpc: '2.0', method: 'notifications/initialized' }));
        calls.sent(call(7));
        calls.sent(line({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } }));
        calls.received(call(8));
      }),
    ).toBe(0);
  });

  it('include each request of a batch', () => {
    expect(
      countAfter((calls) =>
        calls.sent(
          line([
            { id: 1, method: 'a' },
            { id: 2, method: 'b' },
          ]),
        ),
      ),
    ).toBe(2);
  });

  it('survive lines that are not JSON and lines without end', () => {
    expect(
      countAfter((calls) => {
        calls.sent(Buffer.from('{"id":1,"method":\nnull\n[]\n"text"\n\u0000\n'));
        for (let part = 0; part < 20; part += 1) calls.sent(Buffer.alloc(1024 * 1024, 'x'));
        calls.sent(Buffer.from('\n'));
        calls.sent(call(1));
      }),
    ).toBe(1);
  });
});
