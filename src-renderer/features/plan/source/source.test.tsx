// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { giveLayout } from '#renderer/testing/render-app.tsx';
import { hexLines } from '#shared/text/index.ts';
import { highlightSource } from './highlight-source.ts';
import { SourceView } from './source-view.tsx';

afterEach(cleanup);

const joined = (text: string, isPython = true): string =>
  highlightSource(text, isPython)
    .map((line) => line.map((piece) => piece.text).join(''))
    .join('\n');

/** Reads the drawn lines back, as somebody with only the page in front of them could. */
function readBack(root: Element): string {
  return [...root.querySelectorAll('.source-text')]
    .map((line) => {
      const walk = (node: Node): string => {
        if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
        if (!(node instanceof HTMLElement)) return '';
        if (node.tagName !== 'MARK') return [...node.childNodes].map(walk).join('');
        const run = node.querySelector('bdi');
        if (run !== null) return run.textContent ?? '';
        const { code = '', count = '' } = node.dataset;
        return String.fromCodePoint(Number.parseInt(code, 16)).repeat(Number(count));
      };
      return walk(line);
    })
    .join('\n');
}

describe('a program, coloured', () => {
  it('is the program, whatever it is', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"""', "'", '#', '\n', '\\\n', 'def f(', '\r', '\u2028', '\u202e', 'f"{', '\t', '  '),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (pieces, isPython) => {
        const text = pieces.join('');
        expect(joined(text, isPython)).toBe(text.endsWith('\n') ? text.slice(0, -1) : text);
      }),
      { numRuns: 100 },
    );
  });

  it('tells strings, comments and words of the language apart', () => {
    const [line = []] = highlightSource('if x: print("a")  # b', true);
    expect(line.filter(({ kind }) => ['keyword', 'string', 'comment'].includes(kind)).map(({ text }) => text)).toEqual([
      'if',
      '"a"',
      '# b',
    ]);
  });
});

describe('a file on the page', () => {
  it('reads back as its bytes, hidden and look-alike characters named', () => {
    const text = 'сount = 1\u200b\nif (a == "שלום"): # 1\n# \u202e evil\nx\ry = "\u0000"\n<script>alert(1)</script>';
    giveLayout();
    const { container } = render(<SourceView text={text} isPython label="solve.py" />);
    expect(readBack(container)).toBe(text);
    expect([...container.querySelectorAll('mark')].map((mark) => mark.className)).toContain('mark mark-look-alike');
    expect(container.querySelector('script')).toBeNull();
    expect(container.textContent).toContain('right-to-left override');
  });
});

describe('bytes that are no text', () => {
  it('are shown sixteen a line', () => {
    expect(hexLines(btoa('\x7fELF\0hello, this'))).toBe(
      '00000000  7f 45 4c 46 00 68 65 6c 6c 6f 2c 20 74 68 69 73  |.ELF.hello, this|',
    );
    expect(hexLines(btoa('ab'))).toBe(`00000000  61 62${' '.repeat(42)}  |ab|`);
  });
});
