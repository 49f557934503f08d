/**
 * Paths as an attacker writes them, over real folders with real links that lead out: whatever they spell, what the tools settle on is where
 * the kernel would go, inside the scope, and what is read there is never what lies outside.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentAt } from '#host/engines/files/index.ts';
import { ClientName, Refused, type Request, RequestId, SessionId } from '#shared/model/index.ts';
import { compileScopes, type PathScopes } from '../../policy/paths/path-scopes.ts';
import { type LocateOptions, locate } from './locate.ts';
import { PathText } from './path-input.ts';

const RUNS = 15_000;
const session_id = SessionId.parse('ses_00000000000000000000000000');
let base: string;
let scopes: PathScopes;
let request: Request;

beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'cs-paths-')));
  for (const folder of ['a/b/in/deep', 'a/b/.ssh', 'a/bc', 'outside/in', 'home']) {
    mkdirSync(join(base, folder), { recursive: true });
  }
  for (const file of ['a/b/file', 'a/b/in/file', 'a/b/in/deep/file']) writeFileSync(join(base, file), 'inside');
  for (const file of ['a/bc/file', 'outside/file', 'outside/in/file', 'a/file', 'a/b/.ssh/file', 'a/b/.env']) {
    writeFileSync(join(base, file), 'SECRET');
  }
  const links: Readonly<Record<string, string>> = {
    'a/b/out': join(base, 'outside'),
    'a/b/up': '..',
    'a/b/sibling': '../bc',
    'a/b/leaf': join(base, 'outside/file'),
    'a/b/key': '.ssh/file',
    'a/b/round': 'round',
    'a/b/new': join(base, 'outside/new'),
    'a/b/in/back': '../in',
    'a/b/kernel': '/proc/self/root',
    'a/b/fds': '/dev/fd',
    'outside/home': join(base, 'a/b'),
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(base, name));
  scopes = compileScopes(
    { read: [`${base}/a/b/**`], write: [`${base}/a/b/in/**`], blocked: ['**/.ssh/**', '**/.env'] },
    [join(base, 'data')],
    { home: join(base, 'home'), canonicalBase: (path) => path, platform: process.platform },
  );
  request = {
    ...{ id: RequestId.parse('req_00000000000000000000000000'), tool: 'read_file', input: {} },
    client: { name: ClientName.parse('Claude'), claims: null },
  } as unknown as Request;
});
afterAll(() => rmSync(base, { recursive: true }));

const name = fc.constantFrom(
  ...[
    '..',
    '..',
    '.',
    '',
    'a',
    'b',
    'bc',
    'in',
    'deep',
    'file',
    'file',
    'out',
    'up',
    'sibling',
    'leaf',
    'key',
    'round',
  ],
  ...['new', 'back', 'kernel', 'fds', 'home', 'outside', '.ssh', '.env', '.ENV', '.env.', 'proc', 'self', 'root', 'fd'],
  ...[
    '0',
    '...',
    '~',
    'B',
    'b.',
    'b ',
    'e\u0301',
    '\u00e9',
    'x'.repeat(255),
    'x'.repeat(256),
    'y/'.repeat(2500),
    '\\..\\..',
  ],
);
const start = fc.constantFrom(
  '',
  'BASE/a/b/',
  'BASE/a/b/in/',
  'BASE/a/b',
  'BASE/a/',
  'BASE/',
  '/',
  '//',
  '/proc/self/root',
  '~/',
);
const written = fc
  .tuple(start, fc.array(name, { maxLength: 7 }), fc.constantFrom('', '', '/', '/.', '//'))
  .map(([begin, names, end]) => begin + names.join('/') + end);

const sessions = () => ({
  use: () => ({
    workingDir: { path: join(base, 'a/b'), device: '0', inode: '0' },
    ended: new AbortController().signal,
  }),
});

/** Where the kernel goes, by its own account: the nearest part that exists, resolved by it, and the rest. */
function kernelPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return dirname(path) === path ? path : join(kernelPath(dirname(path)), path.slice(path.lastIndexOf('/') + 1));
  }
}

async function settled(path: string, options: LocateOptions): Promise<string | null> {
  try {
    return (
      await locate(
        sessions(),
        request,
        { path, session_id },
        { scopeOf: scopes.scopeOf, pathGlobs: scopes.globs },
        options,
      )
    ).path;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

describe.skipIf(process.platform === 'win32')('whatever path is written', () => {
  it('what is read lies in scope, where the kernel says it is, and holds nothing from outside', {
    timeout: 120_000,
  }, async () => {
    const seen = { settled: 0, read: 0 };
    await fc.assert(
      fc.asyncProperty(written, async (text) => {
        const path = text.replace('BASE', base);
        if (!PathText.safeParse(path).success) return;
        const found = await settled(path, { needs: ['read'], what: 'target' });
        if (found === null) return;
        seen.settled += 1;
        expect(found === join(base, 'a/b') || found.startsWith(`${join(base, 'a/b')}/`)).toBe(true);
        expect(found).toBe(kernelPath(found));
        const content = await contentAt(found, path, 1000).catch(() => null);
        if (content === null) return;
        seen.read += 1;
        expect(content.bytes.toString()).toBe('inside');
      }),
      { numRuns: RUNS },
    );
    expect(seen.settled).toBeGreaterThan(100);
    expect(seen.read).toBeGreaterThan(5);
  });

  it('what is written, moved or deleted is in the folder that may be, the last name never followed', {
    timeout: 120_000,
  }, async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(written, fc.boolean(), async (text, entry) => {
        const path = text.replace('BASE', base);
        if (!PathText.safeParse(path).success) return;
        const place = await settled(path, { needs: ['write'], what: entry ? 'entry' : 'target' });
        if (place === null) return;
        found += 1;
        const folder = kernelPath(dirname(place));
        expect(dirname(place)).toBe(folder);
        expect(place === join(base, 'a/b/in') || `${folder}/`.startsWith(`${join(base, 'a/b/in')}/`)).toBe(true);
      }),
      { numRuns: RUNS },
    );
    expect(found).toBeGreaterThan(20);
  });
});
