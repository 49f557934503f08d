/** Sizes and lengths of time in words that fit in a row. */

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `0 B`, `999 B`, `1.4 MB`, `512 MB`: powers of 1000, two figures at least. */
export function bytes(count: number): string {
  let value = Math.max(0, count);
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const text = unit === 0 || value >= 9.95 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
  return `${text} ${byteUnits[unit]}`;
}

const binaryUnits = [
  [1024 ** 3, 'GiB'],
  [1024 ** 2, 'MiB'],
  [1024, 'KiB'],
] as const;

/** A limit as somebody writes it: `2 GiB` and not `2.1 GB`, `512 MB` and not `488.3 MiB`. */
export function sizeLimit(count: number): string {
  const [unit, name] = binaryUnits.find(([size]) => count >= size && count % size === 0) ?? [1, 'B'];
  return count % 1000 === 0 || unit === 1 ? bytes(count) : `${grouped(count / unit)} ${name}`;
}

/** `340 ms`, `2.1 s`, `41 s`, `2 min 3 s`, `1 h 5 min`, `3 days`. */
export function duration(ms: number): string {
  const value = Math.max(0, ms);
  if (value < 999.5) return `${Math.round(value)} ms`;
  if (value < 9_950) return `${Math.round(value / 100) / 10} s`;
  const seconds = Math.round(value / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  return `${Math.round(minutes / 1440)} days`;
}

const joined = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** What is left on a countdown, or what has run so far: `1:42`, `0:07`, `1:02:03`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** `1 request`, `3 requests`. */
export function counted(count: number, one: string, many: string): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `18,234` */
export function grouped(count: number): string {
  return String(Math.trunc(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
