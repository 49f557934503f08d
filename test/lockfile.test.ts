import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Locked {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly integrity?: string;
        readonly link?: boolean;
        readonly optionalDependencies?: Readonly<Record<string, string>>;
      }
    >
  >;
}

const lock: Locked = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8'));

describe('the lockfile (where it is not so: node scripts/complete-lockfile.ts)', () => {
  it('locks every optional package, so that npm ci works on every platform', () => {
    const places = Object.keys(lock.packages);
    const missing = Object.values(lock.packages)
      .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
      .filter((name) => !places.some((place) => place.endsWith(`node_modules/${name}`)));
    expect(missing).toEqual([]);
  });

  it('has the hash of every package, so that nothing else can be installed in its place', () => {
    const unpinned = Object.entries(lock.packages)
      .filter(([place, { integrity, link }]) => place !== '' && link !== true && integrity === undefined)
      .map(([place]) => place);
    expect(unpinned).toEqual([]);
  });
});
