import { describe, expect, it } from 'vitest';
import { nameGlobs } from './name-globs.ts';

const wants = (include: readonly string[], exclude: readonly string[] = []) => nameGlobs(include, exclude);

describe('globs of a search', () => {
  it.each([
    ['*.ts', 'a.ts', true],
    ['*.ts', 'src/deep/a.ts', true],
    ['*.ts', 'a.tsx', false],
    ['*.{ts,tsx}', 'src/a.tsx', true],
    ['*.{ts,tsx}', 'src/a.js', false],
    ['{src,test}/**', 'test/deep/a', true],
    ['{src,test}/**', 'docs/a', false],
    ['{src/**/,}*.{c,h{,pp}}', 'src/x/y/a.hpp', true],
    ['{src/**/,}*.{c,h{,pp}}', 'a.h', true],
    ['{src/**/,}*.{c,h{,pp}}', 'a.cpp', false],
    ['src/**', 'src/a/b', true],
    ['/src/*', 'src/a', true],
    ['./src/?', 'src/a', true],
    ['./src/?', 'src/ab', false],
    // Names that people give: they mean themselves.
    ['app/[slug]/page.tsx', 'app/[slug]/page.tsx', true],
    ['{id}.json', 'x/{id}.json', true],
    ['a{b', 'a{b', true],
    ['a{b,c', 'a{b,c', true],
    ['a,b}', 'a,b}', true],
    ['a+(b).ts', 'a+(b).ts', true],
  ])('%s of %s: %s', (glob, path, isWanted) => expect(wants([glob])(path)).toBe(isWanted));

  it('leave out what is excluded, whatever includes it', () => {
    expect(wants(['**/*.ts'], ['*.{test,spec}.ts'])('src/a.test.ts')).toBe(false);
    expect(wants([], ['node_modules/**'])('src/a.ts')).toBe(true);
  });

  it('are read in no time, however many braces they open', () => {
    expect(wants(['{'.repeat(500)])('{')).toBe(false);
    expect(wants([`${'{a,'.repeat(100)}b${'}'.repeat(100)}`])('b')).toBe(true);
    expect(wants(['{a,b}'.repeat(100)])('ab'.repeat(50))).toBe(true);
  });
});
