/** Strict reading of flag and environment values: what is not exactly right is wrong usage, never a default. Pure. */
import { ClientName } from '#shared/model/index.ts';
import { WrongUsage } from './usage.ts';

const LAST_PORT = 65_535;

/** @param name what to call it in the message, e.g. `--port`. @throws WrongUsage */
export function parsePort(name: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= LAST_PORT) return port;
  throw new WrongUsage(`${name}: expected a port number from 0 to ${LAST_PORT}, got ${JSON.stringify(text)}.`);
}

/** @throws WrongUsage */
export function parseCount(name: string, text: string, most: number): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= most) return count;
  throw new WrongUsage(`${name}: expected a whole number from 1 to ${most}, got ${JSON.stringify(text)}.`);
}

/** An environment variable that switches something on. Unset and empty mean off. @throws WrongUsage */
export function parseSwitch(name: string, text: string | undefined): boolean {
  const value = text ?? '';
  if (value === '1' || value === 'true') return true;
  if (value === '' || value === '0' || value === 'false') return false;
  throw new WrongUsage(`${name}: expected 1 or 0, got ${JSON.stringify(value)}.`);
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A length of time in milliseconds, written `500ms`, `4s`, `10m`. @throws WrongUsage */
export function parseDuration(name: string, text: string, least: number, most: number): number {
  const [, count = '', unit = ''] = /^(\d{1,7})(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(count) * (unitsMs[unit] ?? 0);
  if (ms >= least && ms <= most) return ms;
  throw new WrongUsage(
    `${name}: expected a time such as 4s from ${least} ms to ${most / 1000} s, got ${JSON.stringify(text)}.`,
  );
}

/** @throws WrongUsage */
export function parseClientName(name: string, text: string): ClientName {
  const client = ClientName.safeParse(text);
  if (client.success) return client.data;
  const expected = client.error.issues[0]?.message ?? 'expected a client’s name';
  throw new WrongUsage(`${name}: ${expected}; got ${JSON.stringify(text)}.`);
}
