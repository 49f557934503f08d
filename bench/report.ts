/** What every bench prints: a table for people, JSON for programs. Figures are never asserted; the target stands beside them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Row {
  readonly figure: string;
  /** `null`: it was not measured, and the unit says why. */
  readonly value: number | null;
  readonly unit: string;
  readonly target?: string;
}

/** Values at the given share of the sorted list, rounded to hundredths. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return round(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN);
}

export const round = (value: number): number => Math.round(value * 100) / 100;

/** Prints the table and writes `bench/results/NAME.json`. */
export function report(bench: string, rows: readonly Row[]): void {
  console.log(`\n${bench}`);
  console.table(rows.map(({ figure, value, unit, target = '' }) => ({ figure, value: value ?? '', unit, target })));
  const path = join(import.meta.dirname, 'results', `${bench.replaceAll(/\W+/g, '-')}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ bench, rows }, null, 2)}\n`);
}

/** Resident memory of a process in MB, from /proc; the peak is the highest since it started. */
export async function memoryOf(pid: number): Promise<{ readonly nowMb: number; readonly peakMb: number }> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kb = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN);
  return { nowMb: round(kb('VmRSS') / 1024), peakMb: round(kb('VmHWM') / 1024) };
}
