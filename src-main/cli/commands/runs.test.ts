/** What `countersign runs` prints of a run, to people, to programs and to terminal players. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunId, type RunSummary } from '#shared/model/index.ts';
import { sampleHash, samplePlan, sampleRequest, sampleVerdict } from '../../../test/sample-plan.ts';
import { openSmallHost, type SmallHost } from '../fixtures/small-host.ts';
import { typedTerminal } from '../fixtures/typed-terminal.ts';

let host: SmallHost;
beforeEach(async () => {
  host = await openSmallHost();
});
afterEach(() => host.close());

const said: SmallHost['said'] = (...args) => host.said(...args);

const RUN: RunSummary = {
  ...{ id: RunId.parse('run_20260102_030405_00000001'), request: sampleRequest().id, tool: 'execute_command' },
  ...{ client: { name: 'Claude', claims: null }, summary: 'Run git push', plan: samplePlan(), digest: sampleHash('d') },
  ...{ verdict: sampleVerdict('ask'), approval: null, approved_by: 'anna via terminal' },
  started_at: '2026-01-02T03:04:05.000Z',
  end: {
    ...{ reason: 'exited', exit_code: 3, signal: null, duration_ms: 1200, dropped_bytes: 0, error: null, usage: null },
    ...{ stdout: { bytes: 8, sha256: sampleHash('e') }, stderr: { bytes: 4, sha256: sampleHash('f') } },
  },
};

describe('runs', () => {
  beforeEach(() => {
    host.canned.runs = [RUN];
    host.canned.chunks = [
      { seq: 0, at_ms: 0, stream: 'stdout', text: 'one\n', gap_bytes: 0 },
      { seq: 1, at_ms: 1, stream: 'stderr', text: 'oh\u001b[2J\n', gap_bytes: 0 },
      { seq: 2, at_ms: 2, stream: 'stdout', text: 'two\n', gap_bytes: 5000 },
    ];
  });

  it('list and show say how each ended', async () => {
    expect((await said('runs', 'list')).stdout).toBe(`${RUN.id}  exit code 3, 1.2 s  Claude: Run git push\n`);
    const { stdout } = await said('runs', 'show', RUN.id);
    expect(stdout).toContain('Allowed by   anna via terminal');
    expect(stdout).toContain('8 B on stdout, 4 B on stderr');
    expect(JSON.parse((await said('runs', 'list', '--json')).stdout)).toEqual([RUN]);
    expect(JSON.parse((await said('runs', 'show', RUN.id, '--json')).stdout)).toEqual(RUN);
  });

  it('replay gives each stream its own output, byte for byte', async () => {
    expect(await said('runs', 'replay', RUN.id)).toEqual({
      code: 0,
      stdout: 'one\ntwo\n',
      stderr: 'oh\u001b[2J\n\n‹5 kB not kept›\n',
    });
  });

  it('replay prints no escape code of the program on a terminal', async () => {
    const terminal = typedTerminal({ isTTY: true });
    await terminal.run('runs', 'replay', RUN.id, '--data-dir', host.dataDir);
    expect(terminal.stderr.text).not.toContain('\u001b');
    expect(terminal.stdout.text).toBe('one\ntwo\n');
  });

  it('replay says when the run is still going', async () => {
    host.canned.runsOn = true;
    expect((await said('runs', 'replay', RUN.id)).stderr).toContain('The run is still going');
  });

  it('replay --json is one chunk a line, and export one object', async () => {
    const lines = (await said('runs', 'replay', RUN.id, '--json')).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(host.canned.chunks);
    expect(JSON.parse((await said('runs', 'export', RUN.id)).stdout)).toEqual({
      run: RUN,
      transcript: host.canned.chunks,
    });
  });

  it('export --format asciicast is a recording for terminal players', async () => {
    const lines = (await said('runs', 'export', RUN.id, '--format', 'asciicast')).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ version: 2, title: RUN.summary, duration: 1.2 }),
      [0, 'o', 'one\r\n'],
      [0.001, 'o', 'oh\u001b[2J\r\n'],
      [0.002, 'm', '5000 bytes not kept'],
      [0.002, 'o', 'two\r\n'],
    ]);
    expect((await said('runs', 'export', RUN.id, '--format', 'gif')).code).toBe(2);
  });

  it('delete says what stays', async () => {
    expect(await said('runs', 'delete', RUN.id)).toEqual({
      code: 0,
      stdout: `${RUN.id} is deleted. The audit log keeps what it says of it.\n`,
      stderr: '',
    });
    expect((await said('runs', 'list')).stdout).toBe('Nothing has run yet.\n');
    host.canned.runs = [{ ...RUN, end: null }];
    expect(await said('runs', 'delete', RUN.id)).toMatchObject({
      code: 1,
      stderr: 'This run is still under way. Stop it first.\n',
    });
  });

  it('ends with 1 for a run that is not there', async () => {
    const id = 'run_20260102_030405_ffffffff';
    for (const verb of ['show', 'replay', 'export', 'delete']) {
      expect(await said('runs', verb, id)).toEqual({ code: 1, stdout: '', stderr: `There is no run ${id}.\n` });
    }
  });
});
