/**
 * Completes package-lock.json with the optional packages for other platforms that a registry mirror left out when it was written: without
 * them `npm ci` calls it incomplete, also on machines that would never install them. Run after `npm install`. Needs the registry.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const PATH = join(import.meta.dirname, '..', 'package-lock.json');
const lock: { packages: Record<string, LockedPackage> } = JSON.parse(readFileSync(PATH, 'utf8'));

/** What the registry says of a package, in the order in which npm writes it. @throws Error when the registry does not know it */
function published(name: string, version: string, dev: boolean): LockedPackage {
  const fields = ['dist.integrity', 'cpu', 'os', 'libc', 'license', 'engines'];
  const said = JSON.parse(
    execFileSync('npm', ['view', `${name}@${version}`, '--json', ...fields], { encoding: 'utf8' }),
  );
  const integrity: unknown = said['dist.integrity'];
  if (typeof integrity !== 'string') throw new Error(`the registry gives no integrity for ${name}@${version}`);
  return {
    ...{ version, integrity },
    ...(said.cpu && { cpu: said.cpu }),
    ...(dev && { dev }),
    ...(said.libc && { libc: said.libc }),
    ...(said.license && { license: said.license }),
    ...{ optional: true },
    ...(said.os && { os: said.os }),
    ...(said.engines && { engines: said.engines }),
  };
}

let completed = 0;
for (const { dev, optionalDependencies = {} } of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const place = `node_modules/${name}`;
    if (lock.packages[place]?.integrity !== undefined || !/^\d/.test(version)) continue;
    lock.packages[place] = published(name, version, dev === true);
    completed += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(PATH, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${completed} packages completed in package-lock.json\n`);
