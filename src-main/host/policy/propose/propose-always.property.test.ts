import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPolicy, NOW_MS, planFor } from '../fixtures/load-policy.ts';
import { decide } from '../index.ts';
import { anna, HOME, options, propose, text } from './fixtures/propose.ts';

describe('whatever was asked', () => {
  const verdictUnder = (policyText: string, argv: readonly string[]): string =>
    decide(
      planFor(argv, { cwd: { path: `${HOME}/code/app`, device: '1', inode: '1' } }),
      anna,
      loadPolicy(policyText, options),
      NOW_MS,
    ).verdict;
  const token = fc.oneof(
    fc.constantFrom(
      'push',
      'origin',
      'main',
      'secret',
      '--force',
      '-f',
      '--',
      '-',
      '',
      'a/b.ts',
      '7',
      'x|y',
      '...',
      '<text>',
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  );
  const vector = fc.array(token, { maxLength: 5 }).map((rest) => ['git', 'push', ...rest]);

  it('an exact rule frees that vector and no other', async () => {
    let offered = 0;
    await fc.assert(
      fc.asyncProperty(vector, vector, async (argv, other) => {
        const [exact] = (await propose(argv, { there: [`${HOME}/code/app/a/b.ts`] })).always;
        if (exact === undefined) return;
        offered += 1;
        expect(exact.choice).toBe('exact');
        expect(verdictUnder(exact.text, argv)).toBe('allow');
        const isSame = JSON.stringify(withoutEnd(argv)) === JSON.stringify(withoutEnd(other));
        if (!isSame) expect(verdictUnder(exact.text, other)).toBe(verdictUnder(text, other));
      }),
      { numRuns: 200 },
    );
    expect(offered).toBeGreaterThan(50);
  }, 120_000);

  it('each wider rule still frees it', async () => {
    await fc.assert(
      fc.asyncProperty(vector, async (argv) => {
        const { always } = await propose(argv, { there: [`${HOME}/code/app/a/b.ts`] });
        for (const offer of always) expect(verdictUnder(offer.text, argv), offer.sentence).toBe('allow');
      }),
      { numRuns: 80 },
    );
  }, 120_000);

  /** A “--” with nothing behind it changes nothing. */
  const withoutEnd = (argv: readonly string[]): readonly string[] => (argv.at(-1) === '--' ? argv.slice(0, -1) : argv);
});
