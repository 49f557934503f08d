/**
 * The names that clients of an earlier fallback runner know: each tool's arguments with their defaults and limits, each result's fields,
 * and the codes. Asked of the real tools by the official client; what is here may grow and may not go.
 */
import { Client, StreamableHTTPClientTransport, type Tool } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { order, policyWith, sha256, solverStage, unhashed, withEngine } from './testing/solver-stage.ts';

const stage = solverStage();

/** `*` marks what has to be there, `=` a default; `.` leads into an object, `[]` into the entries of a list. */
const documentedArguments: Readonly<Record<string, readonly string[]>> = {
  run_solver_fallback: [
    ...['*target', '*target.host', '*target.port', 'target.protocol="tcp"'],
    ...['*sandbox_failure', '*sandbox_failure.attempted', '*sandbox_failure.reason', 'sandbox_failure.attempted_at'],
    ...['sandbox_failure.error_excerpt', 'sandbox_failure.command_summary'],
    ...['*local_validation', '*local_validation.solved_locally', '*local_validation.summary'],
    ...['local_validation.solver_sha256', '*files', '*files[].path', 'files[].encoding', 'files[].content'],
    ...['files[].artifact_id', 'language="python"', 'entrypoint="solve.py"', 'args=[]', 'env={}', 'timeout_seconds'],
    'dry_run=false',
  ],
  rerun_run: [
    ...['*run_id', 'patch', 'patch.workspace', 'patch.workspace.files', 'patch.workspace.language'],
    ...['patch.workspace.entrypoint', 'patch.execution', 'patch.execution.args', 'patch.execution.env'],
    'patch.execution.timeout_seconds',
  ],
  get_run_log: ['*run_id', 'include_transcript=true'],
  list_recent_runs: ['limit=20'],
  delete_run: ['*run_id'],
  get_run_stdout: ['*run_id', 'tail_lines'],
  get_run_stderr: ['*run_id', 'tail_lines'],
  tail_run_output: ['*run_id', 'tail_lines=50'],
  upload_artifact: ['*filename', '*content', 'encoding="text"'],
  probe_target_from_runner: ['*target', '*target.host', '*target.port', '*sandbox_failure_reason'],
  check_target_allowed: ['*host', '*port'],
  get_runner_environments: [],
  get_capabilities: [],
  health_check: [],
};
// It takes exactly what it answers about.
const ofARun = documentedArguments.run_solver_fallback ?? [];

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly default?: unknown;
}

function lacking(shape: Shape, documented: string): string | null {
  const [, star = '', path = '', value] = /^(\*?)([^=]+)(?:=(.*))?$/u.exec(documented) ?? [];
  const names = path.replaceAll('[]', '.[]').split('.');
  let at: Shape | undefined = shape;
  let isRequired = false;
  for (const name of names) {
    isRequired = name === '[]' || at?.required?.includes(name) === true;
    at = name === '[]' ? at?.items : at?.properties?.[name];
  }
  if (at === undefined) return `${path} is not there`;
  if (star === '*' && !isRequired) return `${path} may be left out`;
  if (star === '' && isRequired) return `${path} must be there`;
  return value === undefined || JSON.stringify(at.default) === value ? null : `${path} has another default`;
}

async function tools(): Promise<ReadonlyMap<string, Tool>> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  const headers = { authorization: `Bearer ${await stage.app.addClient('Reader')}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(stage.app.endpoint), { requestInit: { headers } }));
  const { tools: listed } = await client.listTools();
  await client.close();
  return new Map(listed.map((tool) => [tool.name, tool]));
}

describe('the arguments', () => {
  it('have their documented names, needs and defaults', async () => {
    const listed = await tools();
    const wrong = Object.entries({ ...documentedArguments, validate_run_request: ofARun }).flatMap(([name, all]) => {
      const tool = listed.get(name);
      if (tool === undefined) return [`${name} is not there`];
      return all.flatMap((each) => {
        const lack = lacking(tool.inputSchema as Shape, each);
        return lack === null ? [] : [`${name}: ${lack}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('have their documented limits', async () => {
    const { value } = await stage.agent.call('list_recent_runs', { limit: 201 });
    expect(value.error_code).toBe('SCHEMA_INVALID');
    for (const [tool, args] of [
      ['get_run_stdout', { run_id: 'run_20260101_000000_00000000', tail_lines: 5001 }],
      ['run_solver_fallback', order('x', { args: Array.from({ length: 17 }, () => 'a') })],
      ['run_solver_fallback', order('x', { args: ['a'.repeat(201)] })],
      ['run_solver_fallback', order('x', { files: [{ path: '../solve.py', content: '' }] })],
    ] as const) {
      expect([tool, (await stage.agent.call(tool, args)).value.error_code]).toEqual([tool, 'SCHEMA_INVALID']);
    }
  });
});

withEngine('the results', { timeout: 120_000 }, () => {
  const fieldsOf = async (tool: string, args: object): Promise<Readonly<Record<string, unknown>>> =>
    (await stage.agent.call(tool, { ...args })).value;

  it('of a run and of what is kept of it have their documented fields', async () => {
    await stage.app.setPolicy(`${policyWith('  verdict: allow\n  probe: allow')}runs: { delete: allow }\n`);
    const source = 'import sys; print("out"); print("err", file=sys.stderr)';
    const ran = await stage.run(source);
    expect(ran).toMatchObject({
      ok: true,
      run_id: expect.stringMatching(/^run_\d{8}_\d{6}_[0-9a-f]{8}$/u),
      target: { host: '203.0.113.7', port: 31_337, protocol: 'tcp' },
      ...{ exit_code: 0, duration_ms: expect.any(Number), stdout: 'out\n', stderr: 'err\n', truncated: false },
      ...{ stdout_sha256: sha256('out\n'), stderr_sha256: sha256('err\n') },
      transcript_sha256: expect.stringMatching(/^[0-9a-f]{64}$/u),
      log_summary: expect.arrayContaining([expect.any(String)]),
    });
    const run_id = String(ran.run_id);
    const facts = { target: '203.0.113.7:31337', exit_code: 0, duration_ms: ran.duration_ms };
    const log = await fieldsOf('get_run_log', { run_id });
    expect(log).toMatchObject({
      ...{ ok: true, run_id, metadata: { ...facts, created_at: expect.any(String) } },
      audit_log: expect.arrayContaining([expect.objectContaining({ event: 'started' })]),
      sha256: { stdout: ran.stdout_sha256, stderr: ran.stderr_sha256, transcript: ran.transcript_sha256 },
    });
    const titles = String(log.transcript).match(/^\[[A-Z_]+\]$/gmu);
    expect(titles).toEqual(
      ['RUN_ID', 'TARGET', 'SANDBOX_FAILURE', 'LOCAL_VALIDATION', 'FILES', 'COMMAND', 'STDOUT', 'STDERR']
        .concat(['EXIT_CODE', 'DURATION_MS', 'HASHES'])
        .map((title) => `[${title}]`),
    );
    expect(await fieldsOf('get_run_log', { run_id, include_transcript: false })).toMatchObject({ transcript: null });
    expect(await fieldsOf('list_recent_runs', {})).toMatchObject({
      ...{ ok: true, runs: [{ run_id, ...facts, created_at: expect.any(String) }] },
    });
    expect(await fieldsOf('get_run_stdout', { run_id, tail_lines: 5000 })).toMatchObject({ ok: true, stdout: 'out\n' });
    expect(await fieldsOf('get_run_stderr', { run_id })).toMatchObject({ ok: true, stderr: 'err\n' });
    expect(await fieldsOf('tail_run_output', { run_id })).toMatchObject({ ok: true, stdout: 'out\n', stderr: 'err\n' });
    const patch = {
      workspace: { files: [{ path: 'b.py', content: 'print(2)' }], language: 'python', entrypoint: 'b.py' },
      execution: { args: ['x'], env: { A: 'b' }, timeout_seconds: 10 },
    };
    expect(await fieldsOf('rerun_run', { run_id, patch })).toMatchObject({
      ...{ ok: true, stdout: '2\n', derived_from: run_id },
    });
    expect(await fieldsOf('delete_run', { run_id })).toMatchObject({ ok: true, message: expect.any(String) });
  });

  it('of the questions around it have their documented fields', async () => {
    await stage.app.setPolicy(
      policyWith('  verdict: allow\n  probe: allow', '  - { hosts: [127.0.0.1], ports: [1] }').replace(
        'network: none',
        'network: target',
      ),
    );
    const target = { host: '127.0.0.1', port: 1 };
    expect(await fieldsOf('validate_run_request', order('x', { target }))).toMatchObject({
      ...{ ok: true, valid: true, warnings: [], normalized: { language: 'python', timeout_seconds: 30 } },
    });
    expect(await fieldsOf('upload_artifact', { filename: 'a', content: 'a', encoding: 'text' })).toMatchObject({
      ...{ ok: true, artifact_id: `art_${sha256('a')}` },
    });
    expect(await fieldsOf('probe_target_from_runner', { target, sandbox_failure_reason: 'none' })).toMatchObject({
      ...{ ok: true, reachable: false, banner: '', duration_ms: expect.any(Number) },
      dns: { resolved: true, addresses: ['127.0.0.1'] },
      tcp: { connected: false, duration_ms: expect.any(Number) },
      tls: { attempted: false, handshake_ok: false, server_name: null },
    });
    expect(await fieldsOf('check_target_allowed', target)).toMatchObject({ ok: true, allowed: true });
    expect(await fieldsOf('get_runner_environments', {})).toMatchObject({ ok: true, environments: [{}] });
    expect(await fieldsOf('get_capabilities', {})).toMatchObject({ ok: true });
    expect(await fieldsOf('health_check', {})).toMatchObject({
      ...{ ok: true, service: 'countersign', version: expect.any(String), runner_images: { python: {} } },
      server_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/u),
    });
  });

  it('that are refusals have their documented shape and codes', async () => {
    const refusals: readonly (readonly [string, string, object])[] = [
      ['SCHEMA_INVALID', 'run_solver_fallback', { ...order('x'), files: 7 }],
      ['SCHEMA_INVALID', 'run_solver_fallback', order('x', { entrypoint: 'other.py' })],
      ['TARGET_NOT_ALLOWLISTED', 'run_solver_fallback', order('x', { target: { host: '8.8.8.8', port: 1 } })],
      ['POLICY_BLOCKED', 'run_solver_fallback', order('x', { sandbox_failure: { attempted: false, reason: 'none' } })],
      [
        'POLICY_BLOCKED',
        'run_solver_fallback',
        order('x', { local_validation: { solved_locally: false, summary: 'none' } }),
      ],
      ['TIMEOUT_INVALID', 'run_solver_fallback', order('x', { timeout_seconds: 0 })],
      ['UNSUPPORTED_LANGUAGE', 'run_solver_fallback', order('x', { language: 'perl' })],
      [
        'UNSUPPORTED_ENCODING',
        'run_solver_fallback',
        order('', { ...unhashed, files: [{ path: 'solve.py', encoding: 'hex', content: '' }] }),
      ],
      ['RUN_NOT_FOUND', 'get_run_log', { run_id: 'run_20260101_000000_00000000' }],
    ];
    for (const [code, tool, args] of refusals) {
      const { isError, value } = await stage.agent.call(tool, { ...args });
      expect([code, isError, value.ok, value.error_code]).toEqual([code, true, false, code]);
      expect(value.error).toEqual({
        ...{ code, message: expect.any(String), details: null },
        suggestion: expect.toSatisfy((hint) => hint === null || typeof hint === 'string'),
      });
    }
  });
});
