/** A container's two outputs reach the host by ways of their own, so either may overtake the other; nothing of a program's is lost by that. */
import { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import type { HandOver } from '../inside/hand-over.ts';
import { converse } from './converse.ts';

const marker = Buffer.from('0123456789abcdef');
const parcel: HandOver = { marker, pieces: async function* () {} };

const frame = (stream: 1 | 2, text: Buffer | string): Buffer => {
  const body = Buffer.from(text);
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
};
/** Exit code 0, five figures that are not known, no reason, nothing left. */
const report = Buffer.concat([
  ...[marker, Buffer.alloc(8)],
  ...Array.from({ length: 5 }, () => Buffer.alloc(8, 0xff)),
  ...[Buffer.alloc(8), Buffer.from('E')],
]);
const ready = frame(2, Buffer.concat([marker, Buffer.from('ready\n')]));
const [out, ended] = [frame(1, 'said\n'), frame(1, report)];
const [oops, quiet] = [frame(2, 'oops\n'), frame(2, marker)];

async function heard(frames: readonly Buffer[]) {
  const text = { stdout: '', stderr: '' };
  const stream = new Duplex({ read: () => undefined, write: (_bytes, _encoding, done) => done() });
  const talk = converse(stream, parcel, {
    run: {
      async write(output, bytes) {
        text[output] += Buffer.from(bytes).toString('utf8');
      },
    },
    mostBytes: 0,
  });
  for (const each of frames) stream.push(each);
  await talk.over;
  return { text, trouble: talk.trouble(), isReported: talk.report() !== null };
}

it.each([
  ['in the order in which they were said', [ready, out, oops, quiet, ended]],
  ['with the report before the last errors', [ready, out, ended, oops, quiet]],
  ['with all of the output before the first word', [out, ended, ready, oops, quiet]],
  ['with the errors’ end before any output', [ready, oops, quiet, out, ended]],
])('both outputs arrive whole, %s', async (_how, frames) => {
  expect(await heard(frames)).toEqual({
    text: { stdout: 'said\n', stderr: 'oops\n' },
    trouble: null,
    isReported: true,
  });
});

it('both arrive whole in pieces of a byte, and what comes after their ends is nobody’s', async () => {
  const bytes = Buffer.concat([ready, out, ended, oops, quiet, frame(2, 'late'), frame(1, 'late')]);
  const pieces = Array.from(bytes, (byte) => Buffer.from([byte]));
  expect((await heard(pieces)).text).toEqual({ stdout: 'said\n', stderr: 'oops\n' });
});
