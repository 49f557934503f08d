/** `npm test`: installs what is missing, builds, runs the unit and the end-to-end tests, and ends with one line of figures. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findEngine, startEngineIfNone } from './container-engine.ts';
import { BROWSER_REPORT, browserFigures, sum, UNIT_FIGURES, unitFigures } from './figures.ts';
import { installMissing } from './install-missing.ts';

const ROOT = join(import.meta.dirname, '..');

function run(name: string, args: readonly string[]): boolean {
  process.stdout.write(`\n== ${name}\n`);
  return spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status === 0;
}

const bin = (name: string, file: string): string => join(ROOT, 'node_modules', name, file);

mkdirSync(join(ROOT, 'test-results'), { recursive: true });
// Figures of another time would stand for a run that leaves none.
for (const file of [UNIT_FIGURES, BROWSER_REPORT]) rmSync(join(ROOT, file), { force: true });
installMissing({ hasEngine: (await findEngine()) !== null });
const engine = await startEngineIfNone(join(ROOT, 'test-results'));
const steps = [
  run('runner images', ['test/build-runners.ts']),
  run('build', [bin('electron-vite', 'bin/electron-vite.js'), 'build']),
  run('unit and host tests', [
    bin('vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=./test/unit-figures.ts',
  ]),
  run('end-to-end tests', [bin('@playwright/test', 'cli.js'), 'test']),
];
await engine?.stop();
const figures = sum(
  [unitFigures(join(ROOT, UNIT_FIGURES)), browserFigures(join(ROOT, BROWSER_REPORT))],
  !steps.includes(false),
);
process.stdout.write(`\n${figures.passed} passed, ${figures.failed} failed, ${figures.skipped} skipped\n`);
process.exitCode = figures.failed > 0 ? 1 : 0;
