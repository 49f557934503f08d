import { describe, expect, it } from 'vitest';
import { describeHole, orList, parseArgumentPattern, parseFlagValue } from './argument-pattern.ts';
import { parseFlagName } from './flag-name.ts';

const read = (text: string): unknown => {
  const parsed = parseArgumentPattern(text);
  return parsed.ok ? parsed.value : parsed.problem;
};

describe('an entry of args', () => {
  it.each([
    ['push', { kind: 'words', words: ['push'] }],
    ['status|log', { kind: 'words', words: ['status', 'log'] }],
    ['-m', { kind: 'words', words: ['-m'] }],
    ['main...dev', { kind: 'words', words: ['main...dev'] }],
    ['...', { kind: 'rest', each: null }],
    ['<text>', { kind: 'hole', hole: { type: 'text' } }],
    ['<text>...', { kind: 'rest', each: { type: 'text' } }],
    ['<int>', { kind: 'hole', hole: { type: 'int', min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER } }],
    ['<int:1-100>', { kind: 'hole', hole: { type: 'int', min: 1, max: 100 } }],
    ['<int:-5-5>', { kind: 'hole', hole: { type: 'int', min: -5, max: 5 } }],
    ['<int:-5--1>', { kind: 'hole', hole: { type: 'int', min: -5, max: -1 } }],
    ['<path:read>...', { kind: 'rest', each: { type: 'path', access: 'read' } }],
    ['<path:write>', { kind: 'hole', hole: { type: 'path', access: 'write' } }],
    ['<enum:a|b>', { kind: 'hole', hole: { type: 'enum', words: ['a', 'b'] } }],
    ['<pattern:a>b|c>', { kind: 'hole', hole: { type: 'pattern', source: 'a>b|c' } }],
  ])('%s is read', (text, pattern) => {
    expect(read(text)).toEqual(pattern);
  });

  it.each([
    '',
    'a|',
    '|',
    'a|a',
    'x<text>',
    '<text',
    'text>',
    '<text>x',
    '<text:x>',
    '<int:5-1>',
    '<int:a-b>',
    '<int:>',
    '<path>',
    '<path:execute>',
    '<enum>',
    '<enum:>',
    '<pattern>',
    '<pattern:>',
    '<>',
    '<hots>',
    'push...',
    '<int:1-99999999999999999999>',
  ])('%j is refused with a sentence', (text) => {
    expect(read(text)).toMatch(/^.{10,}\.$/su);
  });
});

describe('a flag', () => {
  it.each([
    ['-n', { form: 'short', flag: '-n' }],
    ['-1', { form: 'short', flag: '-1' }],
    ['--since', { form: 'long', flag: '--since' }],
    ['--color=', { form: 'long-with-equals', flag: '--color' }],
    ['-name', { form: 'word', flag: '-name' }],
    ['-<int:1-9>', { form: 'number', hole: { type: 'int', min: 1, max: 9 } }],
  ])('%s is read', (key, value) => {
    expect(parseFlagName(key)).toEqual({ ok: true, value });
  });

  it.each([
    '',
    '-',
    '--',
    'n',
    'since',
    '-=',
    '--=x',
    '--a b',
    '-n=',
    '-12',
    '--since=x',
    '-<text>',
    '-<int:-3-3>',
    '---x',
  ])('%j is refused', (key) => {
    expect(parseFlagName(key).ok).toBe(false);
  });

  it('takes none, a hole or one of some words as its value', () => {
    expect(parseFlagValue('none')).toEqual({ ok: true, value: 'none' });
    expect(parseFlagValue('<text>')).toEqual({ ok: true, value: { type: 'text' } });
    expect(parseFlagValue('never|always')).toEqual({ ok: true, value: { type: 'enum', words: ['never', 'always'] } });
    expect(parseFlagValue('...').ok).toBe(false);
    expect(parseFlagValue('<text>...').ok).toBe(false);
  });
});

describe('in words', () => {
  it('a hole says what it accepts', () => {
    expect(describeHole({ type: 'int', min: 1, max: 100 })).toBe('a number from 1 to 100');
    expect(describeHole({ type: 'path', access: 'write' })).toBe('a path that may be written');
    expect(describeHole({ type: 'enum', words: ['a', 'b', 'c'] })).toBe('a, b or c');
    expect(describeHole({ type: 'pattern', source: 'v[0-9]+' })).toBe('text that matches v[0-9]+');
  });

  it('a list ends with or', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(orList)).toEqual(['', 'a', 'a or b', 'a, b or c']);
  });
});
