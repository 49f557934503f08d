/** Moments as people say them, and exactly. */
import { duration } from './quantities.ts';

const dayMs = 86_400_000;

/** `now`, `12 s ago`, `2 min ago`, `5 h ago`, `3 days ago`, `in 5 min`. Both in milliseconds since 1970. */
export function relativeTime(atMs: number, nowMs: number): string {
  const age = nowMs - atMs;
  const size = Math.abs(age);
  if (size < 1000) return 'now';
  const words = duration(coarse(size));
  return age > 0 ? `${words} ago` : `in ${words}`;
}

/** Cut down to the largest unit: nobody wants `5 h 12 min ago`. */
function coarse(ms: number): number {
  const units = [dayMs, 3_600_000, 60_000, 1000];
  if (ms >= 2 * dayMs) return Math.floor(ms / dayMs) * dayMs;
  const unit = units.slice(1).find((size) => ms >= size) ?? 1000;
  return Math.floor(ms / unit) * unit;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `2026-09-21 14:03:22`, local time. An unreadable date comes back as it was. */
export function exactTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${timeOfDay(iso)}`;
}

/** `14:03:22`, local time. */
export function timeOfDay(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** `Today`, `Yesterday` or the date: what a list is grouped by. */
export function dayOf(iso: string, nowMs: number): string {
  const day = exactTime(iso).slice(0, 10);
  if (day === exactTime(new Date(nowMs).toISOString()).slice(0, 10)) return 'Today';
  return day === exactTime(new Date(nowMs - dayMs).toISOString()).slice(0, 10) ? 'Yesterday' : day;
}
