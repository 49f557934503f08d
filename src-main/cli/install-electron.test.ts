import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installElectron } from './install-electron.ts';

let projectRoot: string;
beforeEach(() => {
  projectRoot = mkdtempSync(join(tmpdir(), 'cs-install-'));
});
afterEach(() => rmSync(projectRoot, { recursive: true, force: true }));

const packageDir = (): string => join(projectRoot, 'node_modules', 'electron');

/** A stand-in for the package's own installer: a real program with the given body. */
function withInstaller(body: string): void {
  mkdirSync(packageDir(), { recursive: true });
  writeFileSync(join(packageDir(), 'install.js'), body);
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('installElectron', () => {
  it('reports where the binary went when the installer brings it', async () => {
    withInstaller(`
      const fs = require('fs'), path = require('path');
      fs.mkdirSync(path.join(__dirname, 'dist'));
      fs.writeFileSync(path.join(__dirname, 'dist', 'electron'), '');
      fs.writeFileSync(path.join(__dirname, 'path.txt'), 'electron');
    `);
    const report = await installElectron({ projectRoot, env: process.env });
    expect(report).toEqual({
      installed: true,
      sentence: `Electron's binary was fetched to ${join(packageDir(), 'dist', 'electron')}.`,
    });
  });

  it('passes on the first line of what the installer complains about', async () => {
    withInstaller(`console.error('Error: getaddrinfo ENOTFOUND github.com\\n    at lookup'); process.exit(1);`);
    const report = await installElectron({ projectRoot, env: process.env });
    expect(report.installed).toBe(false);
    expect(report.sentence).toBe("Electron's binary could not be fetched: Error: getaddrinfo ENOTFOUND github.com.");
  });

  it('ends an installer that does not come to an end', async () => {
    const pidFile = join(projectRoot, 'pid');
    withInstaller(`
      require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
      process.on('SIGTERM', () => {});
      setInterval(() => {}, 1000);
    `);
    const report = await installElectron({ projectRoot, env: process.env, timeoutMs: 3000 });
    expect(report).toEqual({
      installed: false,
      sentence: "Electron's binary could not be fetched: no answer within 3 s.",
    });
    expect(existsSync(pidFile)).toBe(true);
    expect(isAlive(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  });

  it('does not believe an exit code of 0 without a binary', async () => {
    withInstaller('');
    const report = await installElectron({ projectRoot, env: process.env });
    expect(report.installed).toBe(false);
    expect(report.sentence).toContain("without Electron's binary");
  });

  it('reports a missing package without starting anything', async () => {
    const report = await installElectron({ projectRoot, env: process.env });
    expect(report).toEqual({ installed: false, sentence: 'The electron package is not installed.' });
  });
});
