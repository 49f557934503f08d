/**
 * One attempt to fetch Electron's binary with the package's own installer, which npm no longer runs by itself. Short, in a child
 * process, and never fatal: without it Countersign runs headless.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findElectron, type WhereToLook } from './electron-binary.ts';

const TIMEOUT_MS = 10_000;
const KEPT_BYTES = 8_192;

export interface InstallReport {
  readonly installed: boolean;
  /** One sentence for the person: what was tried and what came of it. */
  readonly sentence: string;
}

/** Runs `node_modules/electron/install.js` once. Never throws; the child is dead when this resolves. */
export async function installElectron(where: WhereToLook & { readonly timeoutMs?: number }): Promise<InstallReport> {
  const installer = join(where.projectRoot, 'node_modules', 'electron', 'install.js');
  if (!existsSync(installer)) return { installed: false, sentence: 'The electron package is not installed.' };
  const timeoutMs = where.timeoutMs ?? TIMEOUT_MS;
  const problem = await runInstaller(installer, where, timeoutMs);
  if (problem !== null) return { installed: false, sentence: `Electron's binary could not be fetched: ${problem}.` };
  const after = findElectron(where);
  return after.found
    ? { installed: true, sentence: `Electron's binary was fetched to ${after.path}.` }
    : { installed: false, sentence: `Electron's installer ended well, yet ${after.why}.` };
}

/** @returns what went wrong, `null` when the installer ended with 0 */
function runInstaller(installer: string, { projectRoot, env }: WhereToLook, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [installer], {
      cwd: projectRoot,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let printed = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(0, KEPT_BYTES);
    });
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(null);
      else if (signal !== null) resolve(`no answer within ${timeoutMs / 1000} s`);
      else resolve(firstLine(printed) || `the installer ended with exit code ${code}`);
    });
  });
}

const firstLine = (text: string): string => text.trim().split('\n', 1)[0]?.trim() ?? '';
