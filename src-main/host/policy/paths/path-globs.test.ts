import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlobs, type GlobOptions } from './path-globs.ts';

const options: GlobOptions = { home: '/home/anna', canonicalBase: (path) => path, platform: 'linux' };
const matches = (glob: string, path: string, change: Partial<GlobOptions> = {}): boolean =>
  compileGlobs([glob], { ...options, ...change }).find(path) === 0;

/** The definition, as an expression over the names with a slash after each; only safe because the texts are short. */
function reference(glob: string): RegExp {
  const parts = glob.replace(/^\//u, '').split('/');
  const name = (part: string): string =>
    part
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]');
  return new RegExp(`^${parts.map((part) => (part === '**' ? '(?:[^/]+/)*' : `(?!/)${name(part)}/`)).join('')}$`, 'u');
}

describe('a glob', () => {
  it.each([
    ['/a/b', '/a/b', true],
    ['/a/b', '/a/b/c', false],
    ['/a/b/', '/a/b', true],
    ['/a/**', '/a', true],
    ['/a/**', '/a/b/c', true],
    ['/a/**', '/ab', false],
    ['/a/**', '/', false],
    ['/**', '/', true],
    ['/**', '/a/b', true],
    ['**', '/anything/at/all', true],
    ['/a/*', '/a/b', true],
    ['/a/*', '/a/b/c', false],
    ['/a/*', '/a', false],
    ['/a/*.ts', '/a/.ts', true],
    ['/a/?/c', '/a/b/c', true],
    ['/a/?/c', '/a/bb/c', false],
    ['**/.env', '/a/b/.env', true],
    ['**/.env', '/.env', true],
    ['**/.env', '/a/.env/b', false],
    ['**/.env', '/a/x.env', false],
    ['**/.env*', '/a/.env.local', true],
    ['**/.ssh/**', '/home/anna/.ssh', true],
    ['**/.ssh/**', '/home/anna/.ssh/id', true],
    ['**/.ssh/**', '/home/anna/.sshx/id', false],
    ['**/a/**/b', '/x/a/b', true],
    ['**/a/**/b', '/x/a/y/z/b', true],
    ['**/a/**/b', '/x/b/a', false],
    ['/a/**/b/*.c', '/a/x/b/y/b/z.c', true],
    ['~', '/home/anna', true],
    ['~', '/home/anna/x', false],
    ['~/', '/home/anna', true],
    ['~/code/**', '/home/anna/code/x', true],
    ['~/code/**', '/home/anna/codex', false],
    ['/a/{b,c}', '/a/b', false],
    ['/a/{b,c}', '/a/{b,c}', true],
    ['/a/[bc]', '/a/b', false],
    ['/a/!b', '/a/!b', true],
    ['/a/b.c', '/a/bxc', false],
  ])('%s and %s: %s', (glob, path, expected) => {
    expect(matches(glob, path)).toBe(expected);
  });

  it('matches what its definition says', () => {
    const part = fc.constantFrom('a', 'b', 'ab', '*', 'a*', '*b', 'a*b*', '?', '?b', '**', '.a', 'a.b');
    const globs = fc
      .array(part, { minLength: 1, maxLength: 5 })
      .map((parts) => (parts[0] === '**' ? '' : '/') + parts.join('/'));
    const paths = fc.array(fc.constantFrom('a', 'b', 'ab', 'abb', 'aab', '.a', 'a.b', 'axb'), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(globs, paths, (glob, names) => {
        const path = `/${names.join('/')}`;
        expect([glob, path, matches(glob, path)]).toEqual([glob, path, reference(glob).test(`${names.join('/')}/`)]);
      }),
      { numRuns: 20_000 },
    );
  });

  it('that would make an expression hang is answered all the same', () => {
    expect(matches(`/${'*a'.repeat(40)}*b`, `/${'a'.repeat(20_000)}`)).toBe(false);
    expect(matches(`/${'**/a/'.repeat(40)}b`, `/${'a/'.repeat(3000)}c`)).toBe(false);
  });

  it('counts in a set by the number of one that matches', () => {
    const set = compileGlobs(['/a/**', '**/.env', '/b/*.c', '/c'], options);
    expect(['/a/x', '/z/.env', '/b/d.c', '/c', '/d'].map((path) => set.find(path))).toEqual([0, 1, 2, 3, -1]);
    expect(compileGlobs([], options).find('/')).toBe(-1);
  });

  it('holds where its folder is a link, and where that leads', () => {
    const canonicalBase = (path: string): string =>
      path === '/tmp' || path.startsWith('/tmp/') ? `/private${path}` : path;
    for (const path of ['/tmp/x', '/private/tmp/x', '/tmp', '/private/tmp']) {
      expect(matches('/tmp/**', path, { canonicalBase })).toBe(true);
    }
    expect(matches('/tmp/*.c', '/private/tmp/a.c', { canonicalBase })).toBe(true);
    expect(matches('**/tmp', '/private/tmp', { canonicalBase })).toBe(true);
  });

  it('compares names as the platform’s file systems do', () => {
    expect(matches('**/.SSH/**', '/home/anna/.ssh/id')).toBe(false);
    expect(matches('**/.SSH/**', '/home/anna/.ssh/id', { platform: 'darwin' })).toBe(true);
    expect(matches('/a/é', '/a/e\u0301', { platform: 'darwin' })).toBe(true);
    expect(matches('C:\\Code\\**', 'c:\\code\\x', { platform: 'win32' })).toBe(true);
    expect(matches('~/code/**', 'C:\\Users\\Anna\\code\\x', { platform: 'win32', home: 'C:\\Users\\Anna' })).toBe(true);
  });
});
