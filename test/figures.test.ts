import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserFigures, sum, UNIT_FIGURES, unitFigures } from './figures.ts';

const ROOT = join(import.meta.dirname, '..');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-figures-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Files of tests each, by what is in them, run by the real Vitest. */
async function figuresOf(name: string, files: Readonly<Record<string, string>>) {
  const root = join(folder, name);
  mkdirSync(root);
  for (const [file, text] of Object.entries(files))
    writeFileSync(
      join(root, `${file}.test.js`),
      `import { beforeAll, afterAll, describe, expect, it } from 'vitest';\n${text}`,
    );
  const reporter = `--reporter=${join(ROOT, 'test/unit-figures.ts')}`;
  const { exitCode } = await execa(
    process.execPath,
    [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--root', root, reporter],
    {
      reject: false,
    },
  );
  return { ...unitFigures(join(root, UNIT_FIGURES)), exitCode };
}

const GOOD = "it('passes', () => {});";

describe('the figures of the unit tests', { timeout: 120_000 }, () => {
  it('count a failed test once, however deep it stands', async () => {
    const bad = "describe('a', () => describe('b', () => it('fails', () => expect(1).toBe(2))));";
    expect(await figuresOf('deep', { good: GOOD, bad })).toEqual({ passed: 1, failed: 1, skipped: 0, exitCode: 1 });
  });

  it('count what fails outside of every test: a file that does not load, a hook, an error that nobody awaits', async () => {
    const files = {
      unloadable: "import './nowhere.js';",
      hook: "describe('a', () => { beforeAll(() => { throw new Error('no'); }); it('is not reached', () => {}); });",
      late: "it('passes', async () => { void Promise.reject(new Error('late')); await new Promise((done) => setTimeout(done, 100)); });",
      empty: '',
    };
    expect(await figuresOf('outside', files)).toEqual({ passed: 1, failed: 4, skipped: 1, exitCode: 1 });
  });

  it('count what was not run as skipped, and none as failed where all is well', async () => {
    const files = { good: GOOD, some: "it.skip('is skipped', () => {}); it.todo('is to come');" };
    expect(await figuresOf('well', files)).toEqual({ passed: 1, failed: 0, skipped: 2, exitCode: 0 });
  });
});

describe('the figures of the browser tests', () => {
  const report = (name: string, content: string): string => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, content);
    return file;
  };

  it('count failed tests, and errors of no test', () => {
    const stats = { expected: 3, flaky: 1, unexpected: 2, skipped: 1 };
    const file = report('whole', JSON.stringify({ stats, errors: [{ message: 'does not load' }] }));
    expect(browserFigures(file)).toEqual({ passed: 4, failed: 3, skipped: 1 });
  });

  it.each([
    ['broken', '{"stats":'],
    ['odd', '{"stats":{}}'],
  ])('are one failure where the report is %s', (name, content) => {
    expect(browserFigures(report(name, content))).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('the sum', () => {
  const [well, badly] = [
    { passed: 2, failed: 0, skipped: 1 },
    { passed: 1, failed: 2, skipped: 0 },
  ];

  it('adds what there is', () => {
    expect(sum([well, badly], false)).toEqual({ passed: 3, failed: 2, skipped: 1 });
  });

  it('is a failure where a step ended badly and no test did, and where a run left no report', () => {
    expect(sum([well], true).failed).toBe(0);
    expect(sum([well], false).failed).toBe(1);
    expect(sum([well, unitFigures(join(folder, 'nowhere.json'))], true).failed).toBe(1);
  });
});
