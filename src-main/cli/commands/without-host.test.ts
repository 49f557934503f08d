import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DoctorCheck } from '#shared/contract/index.ts';
import { openTestHost, type TestHost } from '../../../test/open-test-host.ts';
import { saidBy, typedTerminal } from '../fixtures/typed-terminal.ts';

let base: string;
let dataDir: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cs-alone-'));
  dataDir = join(base, 'data');
});
afterEach(() => rmSync(base, { recursive: true }));

const said = (...args: readonly string[]) => saidBy({ cwd: base }, ['--data-dir', dataDir, ...args]);

const withHost = async (use: (host: TestHost) => Promise<void>): Promise<void> => {
  const host = await openTestHost({ folder: base, policy: 'version: 1\n' });
  await use(host).finally(() => host.close());
};
const log = (): string => join(dataDir, 'audit', '000001.jsonl');

describe('audit verify', () => {
  it('says the same with the host running and after it stopped', async () => {
    await withHost(async (host) => {
      await host.addClient('Cursor');
      const { code, stdout } = await said('audit', 'verify', '--json');
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toEqual({ integrity: 'ok', completeness: 'ok', records: 2, first_bad: null });
    });
    const { code, stdout } = await said('audit', 'verify', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ integrity: 'ok', completeness: 'ok', records: 3, first_bad: null });
    expect((await said('audit', 'verify')).stdout).toBe('integrity: ok · completeness: ok · 3 records\n');
    expect((await said('audit', 'verify', join('data', 'audit'))).code).toBe(0);
    expect((await said('audit', 'verify', log())).code).toBe(0);
  });

  it('ends with 1 and names the first bad record of a log that was changed', async () => {
    await withHost((host) => host.addClient('Cursor').then(() => undefined));
    writeFileSync(log(), readFileSync(log(), 'utf8').replace('Cursor', 'Cursed'));
    const { code, stdout, stderr } = await said('audit', 'verify', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ integrity: 'broken', first_bad: 2 });
    expect(stderr).toMatch(/\.\n$/);
    expect((await said('audit', 'verify', log())).code).toBe(1);
  });

  it('ends with 1 for a log whose tail was cut off', async () => {
    await withHost((host) => host.addClient('Cursor').then(() => undefined));
    const [first] = readFileSync(log(), 'utf8').split('\n');
    writeFileSync(log(), `${first}\n`);
    const { code, stdout } = await said('audit', 'verify', '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { integrity: 'ok', completeness: 'cut' }]);
  });

  it('ends with 1 when there is no log', async () => {
    for (const args of [[], ['nowhere.jsonl']]) {
      const { code, stdout, stderr } = await said('audit', 'verify', ...args);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain('There is no audit log at ');
    }
  });
});

describe('doctor', () => {
  const checks = async (): Promise<{ code: number; of: (name: string) => DoctorCheck | undefined }> => {
    const { code, stdout } = await said('doctor', '--json');
    const found: readonly DoctorCheck[] = JSON.parse(stdout);
    return { code, of: (name) => found.find((check) => check.name === name) };
  };

  it('passes on what the running host finds', async () => {
    await withHost(async () => {
      const { code, of } = await checks();
      expect(code).toBe(0);
      expect(of('Host')).toMatchObject({ state: 'ok' });
      expect(of('Clients')).toMatchObject({ state: 'warning' });
      expect(of('Node')).toMatchObject({ state: 'ok' });
    });
  });

  it('looks for itself when no host runs', async () => {
    await withHost(async () => undefined);
    const { code, of } = await checks();
    expect(code).toBe(0);
    expect(of('Host')).toMatchObject({ state: 'warning', fix: 'npm start' });
    expect(of('Data folder')).toMatchObject({ state: 'ok' });
    expect(of('Policy')).toMatchObject({ state: 'ok' });
    expect(of('Audit log')).toMatchObject({ state: 'ok', found: expect.stringContaining('2 records') });
  });

  it('ends with 1 when something is wrong, and says what to do', async () => {
    await withHost(async () => undefined);
    writeFileSync(join(dataDir, 'policy.yaml'), 'version: 1\nfoo: 1\n');
    writeFileSync(log(), 'x\n');
    const { code, of } = await checks();
    expect(code).toBe(1);
    expect(of('Policy')).toMatchObject({ state: 'problem', found: expect.stringContaining('policy.yaml:2:1: ') });
    expect(of('Audit log')).toMatchObject({ state: 'problem', fix: expect.stringContaining('Keep a copy') });
    chmodSync(dataDir, 0o755);
    expect((await checks()).of('Data folder')).toMatchObject({ state: 'problem', fix: `chmod 700 ${dataDir}` });
  });

  it('is calm about a machine where nothing was ever started', async () => {
    const { code, of } = await checks();
    expect([code, of('Data folder')?.state]).toEqual([0, 'warning']);
    mkdirSync(dataDir, { mode: 0o700 });
    expect((await checks()).of('Audit log')).toMatchObject({ state: 'warning' });
  });

  it('finds an old Node', async () => {
    const terminal = typedTerminal({ product: { nodeVersion: '20.1.0' } });
    expect(await terminal.run('doctor', '--data-dir', dataDir)).toBe(1);
    expect(terminal.stdout.text).toContain('problem  Node: 20.1.0, older than 24');
  });
});
