import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutputDecoder } from './output-decoder.ts';
import { wholeCodePoints } from './whole-code-points.ts';

const decode = (pieces: readonly Uint8Array[]): { text: string; bytes: number } => {
  const decoder = new OutputDecoder();
  const decoded = [...pieces.map((piece) => decoder.push(piece)), decoder.end()];
  return {
    text: decoded.map(({ text }) => text).join(''),
    bytes: decoded.reduce((sum, { bytes }) => sum + bytes, 0),
  };
};
const cut = (bytes: Buffer, at: number): Buffer[] => [bytes.subarray(0, at), bytes.subarray(at)];

describe('cutting UTF-8', () => {
  it('never splits a code point of any length', () => {
    const bytes = Buffer.from('aé€😀z');
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(bytes.subarray(0, wholeCodePoints(bytes.subarray(0, at))).toString()).not.toContain('\ufffd');
    }
  });

  it('holds back at most three bytes, of anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        expect(bytes.length - wholeCodePoints(bytes)).toBeLessThanOrEqual(Math.min(3, bytes.length));
      }),
    );
  });
});

describe('decoding output', () => {
  it('gives the same text for any bytes, valid or not, wherever they are cut', () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(anyBytes, fc.nat(40), fc.nat(40), (input, one, two) => {
        const bytes = Buffer.from(input);
        const [from, to] = [Math.min(one, two, bytes.length), Math.min(Math.max(one, two), bytes.length)];
        const pieces = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
        expect(decode(pieces)).toEqual({ text: bytes.toString('utf8'), bytes: bytes.length });
      }),
      { numRuns: 2000 },
    );
  });

  it('counts the bytes of a secret that it takes out, and leaves the text around it whole', () => {
    const bytes = Buffer.from(`né ghp_${'a1'.repeat(18)} €\n`);
    for (let at = 0; at <= bytes.length; at += 1) {
      const { text, bytes: counted } = decode(cut(bytes, at));
      expect(text).toMatch(/^né (gh?p?_?)?•••\(github token\) €\n$/);
      expect(counted).toBe(bytes.length);
    }
  });
});
