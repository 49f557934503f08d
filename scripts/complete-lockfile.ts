/**
 * Adds to package-lock.json the optional packages for other platforms that a registry mirror did not know when the lockfile was written.
 * Without them `npm ci` calls the lockfile incomplete, also on machines that would never install them. Run after `npm install`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const PATH = join(import.meta.dirname, '..', 'package-lock.json');
const lock: { packages: Record<string, LockedPackage & Record<string, unknown>> } = JSON.parse(
  readFileSync(PATH, 'utf8'),
);

const OS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const CPU = ['arm64', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'arm'];

/** `@biomejs/cli-linux-arm64-musl` runs on linux, arm64. A name that says no platform is nobody's optional platform package. */
function platformOf(name: string): { readonly os: string[]; readonly cpu: string[] } | undefined {
  const words = name.split(/[/-]/);
  const os = OS.filter((word) => words.includes(word));
  const cpu = CPU.filter((word) => words.includes(word));
  return os.length === 1 && cpu.length === 1 ? { os, cpu } : undefined;
}

let added = 0;
for (const { dev, optionalDependencies = {} } of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const place = `node_modules/${name}`;
    const platform = platformOf(name);
    if (lock.packages[place] !== undefined || platform === undefined || !/^\d/.test(version)) continue;
    lock.packages[place] = {
      version,
      cpu: platform.cpu,
      ...(dev === true ? { dev } : {}),
      optional: true,
      os: platform.os,
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(PATH, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} packages added to package-lock.json\n`);
