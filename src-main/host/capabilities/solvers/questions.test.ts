/** The questions around a solver run, through the whole road. */
import { expect, it } from 'vitest';
import { modernAgent } from '../../../../test/agents.ts';
import { IMAGE, order, policyWith, sha256, solverStage, unhashed, withEngine } from './testing/solver-stage.ts';

const stage = solverStage();

withEngine('the questions around it', () => {
  it('validate_run_request says what is wrong, or what it would come to', async () => {
    const good = await stage.agent.call('validate_run_request', order('print(1)'));
    expect(good.value).toMatchObject({
      ok: true,
      valid: true,
      errors: [],
      warnings: expect.any(Array),
      verdict: 'allow',
      normalized: { language: 'python', timeout_seconds: 30 },
    });
    const bad = await stage.agent.call(
      'validate_run_request',
      order('print(1)', {
        ...{ args: Array.from({ length: 17 }, () => ''), language: 'cobol', entrypoint: 'main.py' },
        sandbox_failure: { attempted: false, reason: ' ' },
        local_validation: { solved_locally: true, summary: 'ten of ten' },
      }),
    );
    expect(bad).toMatchObject({ isError: false, value: { ok: true, valid: false, normalized: null } });
    const { errors } = bad.value as { errors: readonly { code: string; message: string }[] };
    expect(errors.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      expect.stringMatching(/^POLICY_BLOCKED: sandbox_failure\.attempted is false/),
      expect.stringMatching(/^POLICY_BLOCKED: sandbox_failure\.reason is empty/),
      expect.stringMatching(/^UNSUPPORTED_LANGUAGE: There is no runner for “cobol”/),
      expect.stringMatching(/^SCHEMA_INVALID: args has 17 entries/),
      expect.stringMatching(/^SCHEMA_INVALID: The entry point “main\.py” is not in the package/),
    ]);
    await stage.app.setPolicy(policyWith('  verdict: deny'));
    expect((await stage.agent.call('validate_run_request', order('print(1)'))).value).toMatchObject({
      valid: false,
      errors: [{ code: 'POLICY_BLOCKED' }],
    });
  });

  it('check_target_allowed answers for solvers, probes and scans', async () => {
    const listed = await stage.agent.call('check_target_allowed', { host: '203.0.113.7', port: 31_337 });
    expect(listed.value).toMatchObject({ ok: true, allowed: true, addresses: ['203.0.113.7'] });
    const other = await stage.agent.call('check_target_allowed', { host: '169.254.169.254', port: 80 });
    expect(other.value).toMatchObject({ ok: true, allowed: false, hint: 'Listed: 203.0.113.7:31337.' });
  });

  it('get_runner_environments and health_check say what is there', async () => {
    expect((await stage.agent.call('get_runner_environments', {})).value).toMatchObject({
      environments: [
        {
          language: 'python',
          image: IMAGE,
          available: true,
          interpreter: '/usr/bin/python3',
          packages: expect.arrayContaining([expect.stringMatching(/^python3-minimal 3\.\d+/)]),
          network: 'none',
          limits: { timeout_seconds: 30, max_timeout_seconds: 60, memory_bytes: 512_000_000 },
        },
      ],
    });
    expect((await stage.agent.call('health_check', {})).value).toMatchObject({
      ok: true,
      service: 'countersign',
      runner_images: { python: { available: true } },
    });
    await stage.app.setPolicy(policyWith('').replace(IMAGE, 'countersign/none:none'));
    expect((await stage.agent.call('health_check', {})).value).toMatchObject({
      ok: false,
      runner_images: { python: { available: false } },
    });
  });

  it('upload_artifact stores a file for packages of the same client', async () => {
    const { value } = await stage.agent.call('upload_artifact', {
      filename: 'words.txt',
      content: Buffer.from('one\ntwo\n').toString('base64'),
      encoding: 'base64',
    });
    expect(value).toMatchObject({ ok: true, bytes: 8, artifact_id: `art_${sha256('one\ntwo\n')}` });
    const files = [
      { path: 'solve.py', content: 'print(open("words.txt").read())' },
      { path: 'words.txt', encoding: 'artifact', artifact_id: value.artifact_id },
    ];
    expect(await stage.run('', { ...unhashed, files })).toMatchObject({ ok: true, stdout: 'one\ntwo\n\n' });
    const other = await modernAgent({ endpoint: stage.app.endpoint, token: await stage.app.addClient('Cursor') });
    expect((await other.call('run_solver_fallback', order('', { ...unhashed, files }))).value).toMatchObject({
      error_code: 'SCHEMA_INVALID',
    });
    await other.close();
  });
});
