// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { readBack } from '#renderer/testing/read-back.ts';
import { ArgvChips } from './argv-chips.tsx';

const readChips = (root: Element): string[] => [...root.querySelectorAll('.chip')].map((chip) => readBack(chip));

const shownFor = (argv: readonly string[]): Element => render(<ArgvChips argv={argv} />).container;

afterEach(cleanup);

describe('the chips of an argument vector', () => {
  it('read back as exactly that vector', () => {
    const argv = [
      'git',
      'commit',
      '-m',
      'Fix login\n\nSee \u202egnp.exe\u202c',
      '',
      ' padded  ',
      `x${' '.repeat(10_000)}; rm -rf ~`,
      'gіt',
      '\ud800\udc00\ud800',
      '\0\u001b]8;;https://evil.test\u0007',
      '<img src=x onerror=alert(1)>',
      '‹NUL›',
      'e\u0301',
      '(שלום עולם) 1/rm مرحبا.txt',
    ];
    expect(readChips(shownFor(argv))).toEqual(argv);
  });

  it('read back as the vector, whatever it is', () => {
    const argument = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom('', ' ', '\n', '\u202e', '‹›', '\ud83d'),
    );
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 8 }), (argv) => {
        const container = shownFor(argv);
        expect(readChips(container)).toEqual(argv);
        cleanup();
      }),
      { numRuns: 300 },
    );
  });

  it('hold no character that does not print, only its name', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), (argv) => {
        const text = shownFor(argv).textContent ?? '';
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}]/u);
        cleanup();
      }),
      { numRuns: 300 },
    );
  });

  it('show an empty argument as one', () => {
    const chips = shownFor(['printf', '']).querySelectorAll('.chip');
    expect([...chips].map((chip) => chip.textContent)).toEqual(['printf', '""']);
  });

  it('make no element of what looks like markup', () => {
    const container = shownFor(['<script>alert(1)</script>', '<b>x</b>', '&lt;']);
    expect([...container.querySelectorAll('.chip *')]).toEqual([]);
    expect(container.querySelectorAll('.chip')[0]?.textContent).toBe('<script>alert(1)</script>');
  });
});
