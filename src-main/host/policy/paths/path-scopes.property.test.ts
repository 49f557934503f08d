/**
 * Path scopes against every way of writing a path that got somebody out of one: 60,000 paths a platform, most of them hostile. What is
 * allowed lies in scope by a definition of its own, name by name; what is in scope and plainly written is allowed. A plain loop over a
 * seeded generator, since most of the cost would else be the making of values.
 */
import { describe, expect, it } from 'vitest';
import { compileScopes } from './path-scopes.ts';

const PATHS = 60_000;

interface House {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly root: string;
}
const houses: readonly House[] = [
  { platform: 'linux', home: '/home/anna', root: '' },
  { platform: 'darwin', home: '/Users/anna', root: '' },
  { platform: 'win32', home: 'C:\\Users\\anna', root: 'C:' },
];

const plainNames = ['a', 'b', 'bc', 'w', 'x.txt', 'code', 'é', 'a'.repeat(255)];
const oddNames = [
  ...[
    '..',
    '..',
    '.',
    '',
    '...',
    '.. ',
    '..\0',
    '%2e%2e',
    '..;',
    '~',
    '~root',
    '$HOME',
    '*',
    '**',
    '?',
    '[b]',
    '{a,b}',
  ],
  ...['b.', 'b ', 'b\u200b', 'B', 'ｂ', 'b\u0301', 'b\\', 'b\\..\\..', 'b:stream', 'b\n', '\u202eb', 'b\0'],
  ...['secret', 'SECRET', 'Secret', 'ſecret', 'secret.', 'secrets', 'Secre\u0301t'],
  ...[
    '.env',
    '.ENV',
    '.env.',
    '.env ',
    'x.env',
    '.ssh',
    '.SSH',
    '.ſſh',
    '.sshx',
    '.npmrc',
    'countersign',
    'Countersign',
  ],
  ...[
    'proc',
    'self',
    'root',
    'cwd',
    'dev',
    'fd',
    '0',
    'mem',
    '.git',
    '.GIT',
    'hooks',
    'config',
    'e\u0301',
    'a'.repeat(5000),
  ],
];
const starts = [
  '/',
  '/',
  '//',
  '///',
  '\\\\',
  '\\\\server\\share\\',
  '//?/C:/',
  'C:/',
  'c:\\',
  'C:',
  '~/',
  './',
  '../',
  '',
];

/** Mulberry32: small, seeded, the same on every machine. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Names as the platform's file system knows them. */
function known({ platform }: House, name: string): string {
  if (platform === 'linux') return name;
  if (platform === 'win32') return name.toLowerCase();
  return [...name.normalize('NFD')]
    .map((letter) => letter.toUpperCase().toLowerCase())
    .join('')
    .normalize('NFC');
}

/** Where a path points, name by name; `null` for one that is not absolute, or climbs, or names nothing. */
function namesOf(house: House, path: string): readonly string[] | null {
  const slashed = house.platform === 'win32' ? path.replaceAll('\\', '/') : path;
  const drive = /^[A-Za-z]:\//u.exec(slashed)?.[0];
  if (path.includes('\0') || (!slashed.startsWith('/') && drive === undefined)) return null;
  const names = slashed.split('/').filter((name) => name !== '');
  return names.some((name) => name === '..' || name === '.') ? null : names.map((name) => known(house, name));
}

const beginsWith = (names: readonly string[], start: readonly string[]): boolean =>
  names.length >= start.length && start.every((name, index) => names[index] === name);

/** The policy below, said again in other words. */
function inScope(house: House, path: string): { readonly read: boolean; readonly write: boolean } {
  const names = namesOf(house, path);
  if (names === null) return { read: false, write: false };
  const place = (text: string): readonly string[] => namesOf(house, text) ?? [];
  const [home, root] = [place(house.home), place(`${house.root}/`)];
  const own = [...home, '.config', 'countersign'];
  const blocked =
    names.includes('secret') ||
    names.at(-1) === '.env' ||
    beginsWith(names, own) ||
    ['.ssh', '.npmrc'].some((name) => beginsWith(names, [...home, name]));
  if (blocked) return { read: false, write: false };
  const git = names.indexOf('.git');
  const acted = git >= 0 && ['hooks', 'config'].includes(names[git + 1] ?? '');
  const wide = beginsWith(names, [...root, 'a', 'b']) || beginsWith(names, [...home, 'code']);
  return { read: wide, write: beginsWith(names, [...root, 'a', 'b', 'w']) && !acted };
}

describe.each(houses)('on $platform, of many paths', (house) => {
  const { platform, home, root } = house;
  const slash = platform === 'win32' ? '\\' : '/';
  const scopes = compileScopes(
    {
      read: [`${root}/a/b/**`, '~/code/**'],
      write: [`${root}/a/b/w/**`],
      blocked: ['**/secret/**', '**/.env'],
    },
    [`${home}${slash}.config${slash}countersign`],
    { home, canonicalBase: (path) => path, platform },
  );
  const random = generator(houses.indexOf(house) + 1);
  const one = <T>(values: readonly T[]): T => values[random(values.length)] as T;
  const bases = [
    `${root}/a/b`,
    `${root}/a/b/w`,
    `${home}/code`,
    `${home}`,
    `${root}/a`,
    `${root}/proc/self/root/a/b`,
    root,
  ];
  const hostile = (): string => {
    const names = Array.from({ length: random(6) }, () => (random(3) === 0 ? one(plainNames) : one(oddNames)));
    const start = random(2) === 0 ? `${one(bases)}${one(['/', '/', '//', '', '/./', '/../'])}` : one(starts);
    return (
      start + names.join(random(8) === 0 ? '\\' : '/') + (random(3) === 0 ? one(['/', '//', '/.', '.', ' ', '\0']) : '')
    );
  };

  it('none outside the scope is ever allowed', () => {
    let allowed = 0;
    for (let count = 0; count < PATHS; count += 1) {
      const path = hostile();
      const { read, write, blocked } = scopes.scopeOf(path);
      if (!read && !write) continue;
      allowed += 1;
      const so = inScope(house, path);
      if ((read && !so.read) || (write && !so.write) || blocked) expect.fail(`allowed ${JSON.stringify(path)}`);
    }
    expect(allowed).toBeGreaterThan(1000);
  });

  it('each that is plainly written and in scope is allowed', () => {
    for (let count = 0; count < 5_000; count += 1) {
      const names = Array.from({ length: random(5) }, () => one(plainNames));
      const path = [one([`${root}/a/b`, `${root}/a/b/w`, `${home}/code`]), ...names].join('/');
      const { read, write } = scopes.scopeOf(path);
      expect([path, { read, write }]).toEqual([path, inScope(house, path)]);
      expect(read).toBe(true);
    }
  });
});
