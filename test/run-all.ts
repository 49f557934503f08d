/** `npm test`: installs what is missing, builds, runs the unit and the end-to-end tests, and ends with one line of figures. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findEngine, startEngineIfNone } from './container-engine.ts';
import { installMissing } from './install-missing.ts';

const ROOT = join(import.meta.dirname, '..');

interface Figures {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function run(name: string, args: readonly string[]): boolean {
  process.stdout.write(`\n== ${name}\n`);
  return spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status === 0;
}

const bin = (name: string, file: string): string => join(ROOT, 'node_modules', name, file);

/** A run that left no report failed as a whole. */
function read(
  file: string,
  figures: (report: Record<string, Record<string, number>> & Record<string, number>) => Figures,
): Figures {
  try {
    return figures(JSON.parse(readFileSync(join(ROOT, 'test-results', file), 'utf8')));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

mkdirSync(join(ROOT, 'test-results'), { recursive: true });
installMissing({ hasEngine: (await findEngine()) !== null });
const engine = await startEngineIfNone(join(ROOT, 'test-results'));
const steps = [
  run('runner images', ['test/build-runners.ts']),
  run('build', [bin('electron-vite', 'bin/electron-vite.js'), 'build']),
  run('unit and host tests', [
    bin('vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    '--outputFile.json=test-results/unit.json',
  ]),
  run('end-to-end tests', [bin('@playwright/test', 'cli.js'), 'test']),
];
await engine?.stop();
const unit = read('unit.json', (report) => ({
  passed: report.numPassedTests ?? 0,
  failed: (report.numFailedTests ?? 0) + (report.numFailedTestSuites ?? 0),
  skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
}));
const e2e = read('e2e.json', ({ stats }) => ({
  passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
  failed: stats?.unexpected ?? 1,
  skipped: stats?.skipped ?? 0,
}));
const sum = (key: keyof Figures): number => unit[key] + e2e[key];
const failed = sum('failed') > 0 || steps.includes(false);
process.stdout.write(
  `\n${sum('passed')} passed, ${Math.max(sum('failed'), failed ? 1 : 0)} failed, ${sum('skipped')} skipped\n`,
);
process.exitCode = failed ? 1 : 0;
