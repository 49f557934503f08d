import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeVisible,
  hasHidden,
  hasRightToLeft,
  hiddenCount,
  markHidden,
  type Span,
  visible,
  visibleText,
} from './index.ts';

const joined = (spans: readonly Span[]): string => spans.map((span) => span.text).join('');
const marks = (text: string): string[] => visible(text).flatMap((span) => (span.kind === 'mark' ? [span.label] : []));
const anyText = fc.string({ unit: 'binary' });
const tricky = fc
  .array(
    fc.oneof(
      anyText,
      fc.constantFrom(
        ' ',
        '  ',
        '\n',
        '\t',
        '\u202e',
        '\u200b',
        '\ud83d',
        '\udc68',
        '‹',
        '›',
        '\u0301',
        'а',
        'a',
        'שלום',
        'مرحبا',
        'שָׁ',
        ' א',
        '👨‍👩‍👧',
        '\u001b[',
      ),
    ),
  )
  .map((parts) => parts.join(''));

/** What must never be shown as it is; written down apart from the code it judges. */
const mustBeMarked = [
  /^\p{Cc}$/u,
  /^\p{Cf}$/u,
  /^\p{Zl}$/u,
  /^\p{Zp}$/u,
  /^\p{Co}$/u,
  /^\p{Cn}$/u,
  /^\p{Cs}$/u,
  /^\p{Default_Ignorable_Code_Point}$/u,
  /^\p{Variation_Selector}$/u,
  /^\p{Bidi_Control}$/u,
  /^[\p{Zs}]$/u,
];

/** Every code point there is, in texts of 256, each between two letters. */
function* everyCodePoint(): Generator<readonly string[]> {
  for (let start = 0; start <= 0x10ffff; start += 256) {
    yield Array.from({ length: 256 }, (_, i) => String.fromCodePoint(start + i));
  }
}

describe('all 1,114,112 code points', () => {
  it('marks each one that does not print as itself', () => {
    const wronglyPlain: string[] = [];
    let seen = 0;
    for (const characters of everyCodePoint()) {
      const plain = visible(characters.map((c) => `x${c}x`).join(''))
        .filter((span) => span.kind === 'plain')
        .map((span) => span.text)
        .join('');
      seen += characters.length;
      for (const character of plain) {
        if (character !== ' ' && mustBeMarked.some((pattern) => pattern.test(character))) wronglyPlain.push(character);
      }
    }
    expect(seen).toBe(0x110000);
    expect(wronglyPlain).toEqual([]);
  });

  it('gives every code point a plain form of its own', () => {
    const forms = new Set<string>();
    for (const characters of everyCodePoint()) for (const c of characters) forms.add(visibleText(`x${c}x`));
    expect(forms.size).toBe(0x110000);
  }, 120_000);

  it('keeps each one byte for byte in both modes', () => {
    for (const characters of everyCodePoint()) {
      const text = characters.join('');
      expect(joined(visible(text)) === text && joined(visible(text, 'layout')) === text).toBe(true);
    }
  });
});

describe('any text', () => {
  it('comes back unchanged from its spans', () => {
    fc.assert(
      fc.property(tricky, fc.constantFrom('exact', 'layout'), (text, mode) => {
        expect(joined(visible(text, mode))).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('has no plain form in common with another', () => {
    fc.assert(
      fc.property(tricky, tricky, (a, b) => {
        fc.pre(a !== b);
        expect(visibleText(a)).not.toBe(visibleText(b));
      }),
      { numRuns: 2000 },
    );
  });

  it("prints nothing of a terminal's control language", () => {
    fc.assert(
      fc.property(tricky, (text) => {
        expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });
});

describe('the labels', () => {
  it.each([
    ['a\u202eb', ['U+202E right-to-left override']],
    ['\0', ['NUL']],
    ['a\nb', ['newline']],
    ['a\n\n\nb', ['newline ×3']],
    ['gi\u200bt', ['zero-width space']],
    ['\u001b[31m', ['ESC']],
    ['\u009d8;;https://example.test\u0007', ['U+009D system command', 'bell']],
    ['\ud800', ['U+D800 lone surrogate']],
    ['\u{e0041}', ['U+E0041 tag A']],
    ['\ufe0f', ['U+FE0F variation selector']],
    ['\u{e0100}', ['U+E0100 variation selector']],
    ['a\u00a0b', ['no-break space']],
    ['\ue000', ['U+E000 private use']],
    ['\ufdd0', ['U+FDD0 noncharacter']],
    ['e\u0301', ['U+0301 combining mark']],
    ['gіt', ['і U+0456 Cyrillic']],
    ['–force', ['– U+2013']],
  ])('of %j are %j', (text, labels) => {
    expect(marks(text)).toEqual(labels);
  });

  it('show spaces where they could be missed and leave single ones between words alone', () => {
    expect(marks('one two')).toEqual([]);
    expect(marks(' one  two ')).toEqual(['·', '··', '·']);
    expect(marks(`x${' '.repeat(120)}y`)).toEqual(['·×120']);
    expect(marks('a \u200b b')).toEqual(['·', 'zero-width space', '·']);
  });

  it('collapse ten thousand equal characters into one mark with their number', () => {
    expect(marks(`rm ${'\u200b'.repeat(10_000)} -rf`)).toEqual(['·', 'zero-width space ×10000', '·']);
  });
});

describe('counting', () => {
  it('counts code points that do not print, not spaces and newlines', () => {
    expect(hiddenCount('a\u202eb\u200b\u200b\u{e0041}')).toBe(4);
    expect(hiddenCount('two  spaces\nand a line')).toBe(0);
    expect(hasHidden('plain')).toBe(false);
    expect(hasHidden('pla\u00adin')).toBe(true);
  });
});

/** Strong letters of scripts from right to left; written down apart from the code it judges. */
const strongRightToLeft =
  /(?!\p{M})[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Phoenician}\p{Script=Hanifi_Rohingya}]/u;

describe('letters that run from right to left', () => {
  it.each([
    ['abc שלום 123', ['שלום right-to-left']],
    ['שלום עולם', ['שלום עולם right-to-left']],
    ['שלום  עולם', ['שלום right-to-left', '··', 'עולם right-to-left']],
    ['(שלום)/rm', ['שלום right-to-left']],
    ['مرحبا.txt', ['مرحبا right-to-left']],
    ['שָׁלוֹם', ['שָׁלוֹם right-to-left']],
    ['\u202eשלום', ['U+202E right-to-left override', 'שלום right-to-left']],
    ['١٢٣', ['١٢٣ right-to-left']],
  ])('of %j are marked as runs', (text, labels) => {
    expect(marks(text)).toEqual(labels);
    expect(decodeVisible(visibleText(text))).toBe(text);
    expect(hasRightToLeft(text)).toBe(true);
  });

  it('never stand unmarked in an argument, and never without a letter of ours behind them', () => {
    fc.assert(
      fc.property(tricky, (text) => {
        const plain = visible(text).flatMap((span) => (span.kind === 'plain' ? [span.text] : []));
        expect(plain.join('')).not.toMatch(strongRightToLeft);
        for (const [run] of visibleText(text).matchAll(new RegExp(`${strongRightToLeft.source}[^›]*›`, 'gu')))
          expect(run).toMatch(/[a-z]›$/u);
        expect(decodeVisible(visibleText(text))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('are marked in a program and left alone in what was printed', () => {
    const text = 'if (a == "שלום"): # 1';
    expect(visible(text, 'source').some((span) => span.kind === 'mark')).toBe(true);
    expect(visible(text, 'layout')).toEqual([{ kind: 'plain', text }]);
  });

  it('are not counted as hidden', () => expect(hasHidden('שלום')).toBe(false));
});

describe('what was printed', () => {
  it('keeps its layout and its emoji, and still shows what hides', () => {
    const shown = visible('\tok  ⚠️ 👨‍👩‍👧\nа\u202ex', 'layout');
    expect(shown.filter((span) => span.kind === 'mark').map((span) => span.label)).toEqual([
      'U+202E right-to-left override',
    ]);
  });
});

describe('a sentence of ours with a name in it', () => {
  it('stays one line, in which nothing hides and what is marked already is not marked twice', () => {
    expect(markHidden('“a‹newline›b” and c\n\n\u202ed\t\u200b\u200be')).toBe(
      '“a‹newline›b” and c‹newline ×2›‹U+202E right-to-left override›d‹tab›‹zero-width space ×2›e',
    );
  });

  it.each(['two  spaces – “quoted”…', '👨‍👩‍👧 ⚠️', 'שלום עולם', 'gіt', ''])('leaves %j as it is', (text) => {
    expect(markHidden(text)).toBe(text);
  });

  it('shows no code point that hides, whatever is in it', () => {
    fc.assert(
      fc.property(tricky, (text) => {
        const shown = markHidden(text).replaceAll(/\p{RGI_Emoji}/gv, '');
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 1000 },
    );
  });
});
