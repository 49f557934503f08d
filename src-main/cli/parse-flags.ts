/** Strict reading of flag and environment values: what is not exactly right is wrong usage, never a default. Pure. */
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
