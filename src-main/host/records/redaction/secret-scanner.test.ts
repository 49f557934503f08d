import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marker } from './marker.ts';
import { privateKeyText, secretSamples } from './secret-samples.ts';
import { SecretScanner } from './secret-scanner.ts';
import { LONGEST_UNFINISHED, privateKey } from './secret-shapes.ts';

const samples = [
  ...secretSamples,
  { kind: 'private key', text: privateKeyText, secret: privateKeyText.slice(40, 120) },
];

function scan(pieces: readonly string[]): string {
  const scanner = new SecretScanner(marker);
  return pieces.map((piece) => scanner.push(piece)).join('') + scanner.end();
}

const cutAt = (text: string, cuts: readonly number[]): string[] => {
  const places = [0, ...[...cuts].sort((a, b) => a - b), text.length];
  return places.slice(1).map((to, index) => text.slice(places[index], to));
};

describe('redacting text that comes in pieces', () => {
  it.each(samples)('shows nothing of a $kind wherever the border falls', ({ kind, text, secret }) => {
    const whole = `before ${text}\nafter (end)`;
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const shown = scan([whole.slice(0, cut), whole.slice(cut)]);
      expect(shown).toContain(`•••(${kind})`);
      expect(shown).not.toContain(secret.slice(0, 5));
      expect(shown.endsWith('after (end)')).toBe(true);
    }
  });

  it.each(samples)('shows nothing of a $kind that comes byte by byte', ({ kind, text, secret }) => {
    const shown = scan([...`before ${text}\nafter (end)`]);
    expect(shown).toContain(`•••(${kind})`);
    for (let at = 0; at + 6 <= secret.length; at += 1) expect(shown).not.toContain(secret.slice(at, at + 6));
    expect(shown.endsWith('after (end)')).toBe(true);
  });

  it('gives out text without secrets unchanged, however it is cut', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.array(fc.nat(300), { maxLength: 6 }), (text, cuts) => {
        fc.pre(scan([text]) === text);
        expect(
          scan(
            cutAt(
              text,
              cuts.map((cut) => Math.min(cut, text.length)),
            ),
          ),
        ).toBe(text);
      }),
    );
  });

  it('keeps everything around several secrets, however it is cut', () => {
    const piece = fc.oneof(
      fc.constantFrom('plain words, ', 'line\n', '€ and ☃ ', 'x=1; ', '-- '),
      fc.constantFrom(...samples.map(({ text }) => `${text}\n[`)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.array(fc.nat(3000), { maxLength: 8 }), (pieces, cuts) => {
        const whole = pieces.join('');
        const shown = scan(
          cutAt(
            whole,
            cuts.map((cut) => Math.min(cut, whole.length)),
          ),
        );
        for (const { secret } of samples) expect(shown).not.toContain(secret.slice(0, 6));
        const marks = pieces.filter((text) => text.endsWith('\n[')).length;
        expect(shown.split('•••(').length - 1).toBe(marks);
      }),
    );
  });

  it('gives out at once what cannot become a secret, such as a prompt', () => {
    const scanner = new SecretScanner(marker);
    expect(scanner.push('Continue? [y/N] ')).toBe('Continue? [y/N] ');
    expect(scanner.push('Login as: ')).toBe('Login as: ');
    expect(scanner.heldLength).toBe(0);
  });

  it('holds back no more than a bounded piece, whatever comes', () => {
    const scanner = new SecretScanner(marker);
    for (const text of [
      'eyJ'.repeat(5000),
      '://'.repeat(5000),
      'token="'.repeat(5000),
      '-'.repeat(9000),
      'ghp_'.repeat(99),
    ]) {
      for (const character of text) {
        scanner.push(character);
        expect(scanner.heldLength).toBeLessThanOrEqual(LONGEST_UNFINISHED);
      }
    }
  });

  it('shows output again after something that only began like a private key', () => {
    const begin = privateKeyText.slice(0, privateKeyText.indexOf('\n') + 1);
    const scanner = new SecretScanner(marker);
    let shown = '';
    for (let sent = 0; sent < privateKey.maxLength + 20_000; sent += 1000) {
      shown += scanner.push(sent === 0 ? begin : 'x'.repeat(1000));
    }
    expect(shown.startsWith('•••(private key)')).toBe(true);
    expect(shown.length).toBeGreaterThan(10_000);
  });
});
