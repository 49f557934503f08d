/** Vitest's reporter for `npm test`: counts failed tests, and errors of files and groups of their own, such as a hook's or a file's that does not load. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { type Figures, UNIT_FIGURES } from './figures.ts';

export default class UnitFigures implements Reporter {
  #root = '';

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const states = modules.flatMap(({ children }) => [...children.allTests()].map((test) => test.result().state));
    const ownErrors = modules.flatMap((module) => [
      ...module.errors(),
      ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
    ]);
    const count = (state: string): number => states.filter((each) => each === state).length;
    const [passed, failedTests] = [count('passed'), count('failed')];
    const figures: Figures = {
      passed,
      failed: failedTests + ownErrors.length + unhandledErrors.length,
      skipped: states.length - passed - failedTests,
    };
    const file = join(this.#root, UNIT_FIGURES);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(figures));
  }
}
