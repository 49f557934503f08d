/** The arrows of docs/architecture.md, held against every import in the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** What a room may import besides itself and `src-shared`. */
const BOTTOM = ['grants', 'storage', 'ports', 'loopback'] as const;
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src-shared': [],
  'src-renderer': [],
  'src-main/preload': [],
  'src-main/desktop': ['src-main/preload', 'host', 'api', ...BOTTOM],
  'src-main/headless': ['host', 'api', ...BOTTOM],
  // Three commands work without a running host: they read the policy and the audit log themselves.
  'src-main/cli': ['src-main/headless', 'policy', 'records', ...BOTTOM],
  host: [
    ...['endpoint', 'api', 'broker', 'guards', 'policy', 'approvals', 'capabilities', 'engines', 'records', 'clients'],
    ...BOTTOM,
  ],
  endpoint: ['broker', 'capabilities', ...BOTTOM],
  api: ['broker', ...BOTTOM],
  broker: ['guards', 'policy', 'approvals', 'capabilities', 'records', ...BOTTOM],
  capabilities: ['engines', ...BOTTOM],
  engines: [...BOTTOM],
  guards: [...BOTTOM],
  policy: [...BOTTOM],
  approvals: [...BOTTOM],
  records: [...BOTTOM],
  clients: [...BOTTOM],
  storage: ['ports'],
  loopback: ['ports'],
  grants: [],
  ports: [],
};

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
}

function roomOf(path: string): string {
  const host = /^src-main\/host\/([^/]+)\//.exec(path)?.[1];
  // The composition root and its stages are one room.
  if (host !== undefined && host !== 'composition') return host;
  if (path.startsWith('src-main/host/')) return 'host';
  return /^(src-main\/[^/]+|src-[^/]+)/.exec(path)?.[1] ?? path;
}

function sourceFiles(): string[] {
  return ['src-main', 'src-shared', 'src-renderer']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    )
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/fixtures\/|\/dev\//.test(file));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = [...text.matchAll(/(?:\bfrom|^import|\bimport\()\s*'([^']+)'/gm)].map((match) => match[1] ?? '');
  return found.map((target) => ({ file, room: roomOf(file), target: resolve(file, target) }));
}

/** Repository paths for our own modules, the bare name for everybody else's. */
function resolve(file: string, target: string): string {
  if (target.startsWith('.')) return relative(ROOT, join(ROOT, dirname(file), target));
  return target
    .replace(/^#shared\//, 'src-shared/')
    .replace(/^#host\//, 'src-main/host/')
    .replace(/^#renderer\//, 'src-renderer/');
}

const imports = sourceFiles().flatMap(importsOf);
const show = ({ file, target }: Import): string => `${file} imports ${target}`;

describe('the arrows', () => {
  it('finds the code it is about', () => {
    expect(imports.length).toBeGreaterThan(300);
  });

  it('point downwards only', () => {
    const wrong = imports.filter(({ room, target }) => {
      if (!target.startsWith('src-')) return false;
      const to = roomOf(target);
      return to !== room && to !== 'src-shared' && !(MAY_IMPORT[room] ?? []).includes(to);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('point downwards in the page too: app, features, then ui and client', () => {
    const rows = ['ui client', 'features', 'app'].map((row) => row.split(' '));
    const partOf = (path: string): string => /^src-renderer\/([^/]+)\//.exec(path)?.[1] ?? '';
    const rowOf = (path: string): number => rows.findIndex((row) => row.includes(partOf(path)));
    const wrong = imports.filter(({ file, target }) => {
      if (rowOf(file) < 0 || partOf(file) === partOf(target) || !target.startsWith('src-renderer/')) return false;
      return rowOf(target) < 0 || rowOf(target) >= rowOf(file);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('lead from no file back to itself, not for a type either', () => {
    const targets = new Map<string, string[]>();
    for (const { file, target } of imports) targets.set(file, [...(targets.get(file) ?? []), target]);
    const done = new Set<string>();
    const circles: string[] = [];
    const follow = (file: string, way: readonly string[]): void => {
      const at = way.indexOf(file);
      if (at >= 0) circles.push([...way.slice(at), file].join(' → '));
      if (at >= 0 || done.has(file)) return;
      for (const target of targets.get(file) ?? []) follow(target, [...way, file]);
      done.add(file);
    };
    for (const file of targets.keys()) follow(file, []);
    expect(circles).toEqual([]);
  });

  it('leave each capability alone with itself', () => {
    const own = (path: string): string | undefined => /^src-main\/host\/capabilities\/([^/]+)\//.exec(path)?.[1];
    const wrong = imports.filter(({ file, target }) => {
      const [from, to] = [own(file), own(target)];
      return from !== undefined && to !== undefined && from !== to;
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('reach electron from the desktop shell alone', () => {
    const wrong = imports.filter(
      ({ room, target }) =>
        /^electron(\/|-store|$)/.test(target) && !['src-main/desktop', 'src-main/preload'].includes(room),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('keep Node out of what runs in the page, and the page out of the host', () => {
    const wrong = imports.filter(
      ({ room, target }) =>
        (['src-shared', 'src-renderer'].includes(room) && target.startsWith('node:')) ||
        (room !== 'src-renderer' && /^(react|react-dom|@tanstack|wouter|anser)(\/|$)/.test(target)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('let the broker alone make grants', () => {
    const makers = sourceFiles().filter((file) => /\bissueGrant\b/.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(makers.sort()).toEqual(['src-main/host/broker/broker.ts', 'src-main/host/grants/grant.ts']);
  });

  it('hand nothing to a shell', () => {
    const wrong = sourceFiles().filter((file) =>
      /\bshell:\s*true|\bexecSync\(|\bexec\(['"`]/.test(readFileSync(join(ROOT, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });
});
