/** `run_solver_fallback` through the whole road: what comes back, what is refused, who is asked. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inShortestTime } from '../../../../test/shortest-time.ts';
import { IMAGE, order, policyWith, sha256, solverStage, unhashed, withEngine } from './testing/solver-stage.ts';

const stage = solverStage();
const textOf = (value: unknown): string => String(value);

withEngine('run_solver_fallback', () => {
  it('runs the package and hands back what came of it, hashed as it came', async () => {
    const source = `import os, sys
os.makedirs('out'); open('out/flag.txt', 'w').write('flag{x}')
print(os.environ['CTF_HOST'], os.environ['CTF_PORT'], os.environ['TARGET_HOST'], sys.argv[1:], os.environ['MODE'])
print('oops', file=sys.stderr)
`;
    const value = await stage.run(source, { args: ['a b'], env: { MODE: 'x' } });
    const stdout = "203-0-113-7.target 31337 203-0-113-7.target ['a b'] x\n";
    expect(value).toMatchObject({
      ...{ ok: true, exit_code: 0, timed_out: false, ended: 'exited', truncated: false, validated: 'package' },
      ...{ stdout, stderr: 'oops\n', stdout_sha256: sha256(stdout), stderr_sha256: sha256('oops\n') },
      target: { host: '203.0.113.7', port: 31_337, protocol: 'tcp', addresses: ['203.0.113.7'] },
      outputs: [{ path: 'flag.txt', bytes: 7, sha256: sha256('flag{x}') }],
      package_sha256: sha256(`${sha256(source)}  solve.py\n`),
    });
    const { value: log } = await stage.agent.call('get_run_log', { run_id: value.run_id });
    expect(sha256(textOf(log.transcript))).toBe(value.transcript_sha256);
    expect(log.transcript).toContain('[STDERR]\n5 bytes\n| oops\n');
  });

  it('N11: is honest about what went wrong', async () => {
    expect(await stage.run('import sys; print(1); sys.exit(3)')).toMatchObject({
      ok: false,
      exit_code: 3,
      ended: 'exited',
      stdout: '1\n',
    });
    const late = await inShortestTime(
      (ms) => stage.run('import time; print("so far"); time.sleep(60)', { timeout_seconds: ms / 1_000 }),
      ({ stdout }) => stdout !== '',
    );
    expect(late).toMatchObject({
      ...{ ok: false, exit_code: null, timed_out: true, ended: 'timed_out', stdout: 'so far\n' },
    });
    expect(await stage.run('import os; os.kill(os.getpid(), 9)')).toMatchObject({
      ok: false,
      timed_out: false,
      ended: 'signalled',
    });
  });

  it('N11: a request that is refused leaves no run', async () => {
    const refused = await stage.agent.call('run_solver_fallback', order('print(1)', { entrypoint: '../x' }));
    expect(refused).toMatchObject({
      isError: true,
      value: {
        ...{ success: false, ok: false, code: 'REQUEST_INVALID', error_code: 'SCHEMA_INVALID' },
        error: { code: 'SCHEMA_INVALID', details: null, suggestion: expect.any(String) },
      },
    });
    const codes = [
      { language: 'bash' },
      { timeout_seconds: 61 },
      { target: { host: '8.8.8.8', port: 1 } },
      { files: [{ path: 'solve.py', encoding: 'rot13', content: '' }] },
      { files: 7 },
    ];
    const found = await Promise.all(codes.map(async (change) => (await stage.run('x', change)).error_code));
    expect(found).toEqual([
      'UNSUPPORTED_LANGUAGE',
      'TIMEOUT_INVALID',
      'TARGET_NOT_ALLOWLISTED',
      'UNSUPPORTED_ENCODING',
      'SCHEMA_INVALID',
    ]);
    expect(readdirSync(join(stage.app.dataDir, 'runs'))).toEqual([]);
    expect(readdirSync(join(stage.app.dataDir, 'content'))).toEqual([]);
  });

  it('without its image is refused, and says what to do', async () => {
    await stage.app.setPolicy(policyWith('  verdict: allow').replace(IMAGE, 'countersign/none:none'));
    expect(await stage.run('print(1)')).toMatchObject({
      success: false,
      code: 'IMAGE_MISSING',
      error_code: 'INTERNAL_RUNNER_ERROR',
    });
    expect(readdirSync(join(stage.app.dataDir, 'runs'))).toEqual([]);
  });

  it('waits for a person, who sees the very bytes that would run', async () => {
    await stage.app.setPolicy(policyWith(''));
    const source = 'print("hello")\u200b\n';
    const answer = stage.agent.call('run_solver_fallback', order(source));
    const card = await stage.app.nextCard();
    expect(card).toMatchObject({
      tool: 'run_solver_fallback',
      plan: { kind: 'solver', validated: { covers: 'package' } },
    });
    const shown = await stage.app.call('packages.waiting', { approval: card.id, path: 'solve.py' });
    expect(shown).toEqual({ encoding: 'utf8', content: source, bytes: Buffer.byteLength(source) });
    await stage.app.call('approvals.deny', { id: card.id, digest: card.digest, because: 'not today' });
    expect((await answer).value).toMatchObject({ success: false, code: 'APPROVAL_DENIED' });
    expect(readdirSync(join(stage.app.dataDir, 'content'))).toEqual([]);
  });

  it('in a dry run asks nobody and runs nothing', async () => {
    await stage.app.setPolicy(policyWith(''));
    const value = await stage.run('print(1)', { dry_run: true });
    expect(value).toMatchObject({
      ok: true,
      dry_run: true,
      stdout: '',
      exit_code: null,
      verdict: expect.stringMatching(/^ask/u),
    });
    expect(readdirSync(join(stage.app.dataDir, 'runs'))).toEqual([]);
    expect(readdirSync(join(stage.app.dataDir, 'content'))).toEqual([]);
  });

  it('takes a package of five megabytes, and not one byte more', async () => {
    const big = (bytes: number, path: string) => ({ path, content: 'x'.repeat(bytes) });
    const files = (rest: number) => [
      { path: 'solve.py', content: 'import os; print(sum(os.path.getsize(p) for p in ["a", "b"]))' },
      big(3_000_000, 'a'),
      big(rest, 'b'),
    ];
    expect(await stage.run('', { ...unhashed, files: files(1_900_000) })).toMatchObject({
      ok: true,
      stdout: '4900000\n',
    });
    expect(await stage.run('', { ...unhashed, files: files(2_000_000) })).toMatchObject({
      error_code: 'SCHEMA_INVALID',
    });
    expect(await stage.run('', { ...unhashed, files: [big(3_000_001, 'solve.py')] })).toMatchObject({
      error_code: 'SCHEMA_INVALID',
    });
    // The log is for people: it knows long texts by their hashes.
    const requested = (await stage.app.audit()).find(({ body }) => body.type === 'requested');
    expect(JSON.stringify(requested).length).toBeLessThan(10_000);
  });
});
