/** The text of the prompt in the terminal, read back, is exactly the plan's argument vector, whatever is in it. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeVisible } from '#shared/text/index.ts';
import { samplePlan } from '../../test/sample-plan.ts';
import { planLines } from './plan-lines.ts';

const PLANS = 10_000;

const hostile = fc.constantFrom(
  ...[
    '\u202e',
    '\u2066',
    '\u200b',
    '\u00a0',
    '\u{e0041}',
    '\ufe0f',
    '\u{e0100}',
    '\u001b[2K',
    '\u009d8;;x\u0007',
    '\n',
    '\r',
    '\t',
    '\0',
  ],
  ...[
    '‹',
    '›',
    '‹empty›',
    '‹NUL›',
    '·',
    '·×3',
    ' ',
    '   ',
    'і',
    'а',
    'ｇ',
    '–',
    'e\u0301',
    'אבג',
    'مرحبا',
    '👨‍👩‍👧',
    '\ud83d',
    '\udc68',
    '[1] x',
  ],
);
const token = fc
  .array(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 6 }), fc.string({ maxLength: 6 })), { maxLength: 8 })
  .map((parts) => parts.join(''));
const vector = fc.array(token, { minLength: 1, maxLength: 6 });

function readBack(lines: readonly string[]): readonly string[] {
  const from = lines.findIndex((line) => line.startsWith('Arguments ('));
  const count = Number(/\((\d+)\)/u.exec(lines[from] ?? '')?.[1]);
  return lines.slice(from + 1, from + 1 + count).map((line) => {
    const shown = line.replace(/^ *\[ *\d+\] /u, '');
    return shown === '‹empty›' ? '' : decodeVisible(shown);
  });
}

it('holds for ten thousand generated plans', () => {
  fc.assert(
    fc.property(vector, (argv) => {
      expect(readBack(planLines(samplePlan({ argv })))).toEqual(argv);
    }),
    { numRuns: PLANS },
  );
}, 240_000);
