import { describe, expect, it } from 'vitest';
import { limitMessages } from './message-limit.ts';

const LIMIT = 8 * 1024 * 1024;

function send(text: string | Buffer, pieceBytes = 100_000) {
  const passed: string[] = [];
  const answers: { id: unknown; error: { code: number; message: string } }[] = [];
  const take = limitMessages({
    pass: (line) => void passed.push(line.toString()),
    answer: (line) => void answers.push(JSON.parse(line)),
  });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) take(bytes.subarray(at, at + pieceBytes));
  return { passed, answers };
}

const call = (id: unknown, bytes: number): string =>
  `${JSON.stringify({ method: 'tools/call', params: 'x'.repeat(bytes), id })}\n`;

describe('messages on their way through the bridge', () => {
  it('pass as they are, in whatever pieces they come', () => {
    const text = `${call(1, 10)}${call(2, 300_000)}\n${call('three', 5)}`;
    for (const piece of [1000, 77, 1_000_000]) expect(send(text, piece).passed.join('')).toBe(text);
  });

  it('are answered with their own id when the host would not take them, and the ones after them pass', () => {
    const { passed, answers } = send(call('big', LIMIT) + call(2, 10));
    expect(passed).toEqual([call(2, 10)]);
    expect(answers).toEqual([
      { jsonrpc: '2.0', id: 'big', error: { code: -32600, message: expect.stringContaining(String(LIMIT)) } },
    ]);
  });

  it('pass at exactly the limit', () => {
    const frame = call(1, 0).length;
    expect(send(call(1, LIMIT - frame)).passed).toHaveLength(1);
    expect(send(call(1, LIMIT - frame + 1)).answers).toHaveLength(1);
  });

  it('get no answer when they asked for none', () => {
    const { passed, answers } = send(`${JSON.stringify({ method: 'notifications/x', params: 'x'.repeat(LIMIT) })}\n`);
    expect([...passed, ...answers]).toEqual([]);
  });

  it('are answered without an id when they are too long even to be read', () => {
    const { answers, passed } = send(`${'x'.repeat(33 * 1024 * 1024)}\n${call(2, 10)}`);
    expect(answers.map(({ id }) => id)).toEqual([null]);
    expect(passed).toHaveLength(1);
  });
});
