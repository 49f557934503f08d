/** What the tests came to, in figures: a failed test counts once, and so does each thing that failed outside of every test. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

export const Figures = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() });
export type Figures = z.infer<typeof Figures>;

/** Where `unit-figures.ts` writes and Playwright is told to; below the project's folder. */
export const UNIT_FIGURES = 'test-results/unit.json';
export const BROWSER_REPORT = 'test-results/e2e.json';

const BrowserReport = z.object({
  stats: z.object({ expected: z.number(), flaky: z.number(), unexpected: z.number(), skipped: z.number() }),
  /** Of no test: a file that does not load, say. */
  errors: z.array(z.unknown()),
});

/** A run that left no report failed as a whole. */
const NO_REPORT: Figures = { passed: 0, failed: 1, skipped: 0 };

export const unitFigures = (file: string): Figures => Figures.safeParse(readJson(file)).data ?? NO_REPORT;

export function browserFigures(file: string): Figures {
  const report = BrowserReport.safeParse(readJson(file)).data;
  if (report === undefined) return NO_REPORT;
  const { expected, flaky, unexpected, skipped } = report.stats;
  return { passed: expected + flaky, failed: unexpected + report.errors.length, skipped };
}

/** @param isWhole whether every step ended well: figures without a failure do not hide one that did not */
export function sum(all: readonly Figures[], isWhole: boolean): Figures {
  const of = (key: keyof Figures): number => all.reduce((total, each) => total + each[key], 0);
  return { passed: of('passed'), failed: Math.max(of('failed'), isWhole ? 0 : 1), skipped: of('skipped') };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
