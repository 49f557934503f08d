/** `npm run bench`: builds, then every bench in turn; tables on stdout, JSON in bench/results. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** As the host itself is started (`bin/countersign.js`); and memory can be measured only after the garbage is gone. */
const HOST_FLAGS = ['--max-semi-space-size=2', '--expose-gc'];
const NOT_BENCHES = ['run-all.ts', 'report.ts'];
const root = join(import.meta.dirname, '..');

const run = (...args: readonly string[]): boolean =>
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;

let sound = run(join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build');
for (const file of readdirSync(import.meta.dirname).filter(
  (name) => name.endsWith('.ts') && !NOT_BENCHES.includes(name),
)) {
  sound = run(...HOST_FLAGS, join(import.meta.dirname, file)) && sound;
}
process.exitCode = sound ? 0 : 1;
