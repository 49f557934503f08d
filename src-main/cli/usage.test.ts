import { describe, expect, it } from 'vitest';
import { saidBy } from './fixtures/typed-terminal.ts';

const said = (args: readonly string[], env = {}) => saidBy({ env }, args);

describe('wrong usage', () => {
  it.each([
    [['start', '--port', 'abc'], '--port: expected a port number from 0 to 65535, got "abc"'],
    [['start', '--port', '70000'], 'got "70000"'],
    [['start', '--port', '-1'], 'got "-1"'],
    [['start', '--port', ''], 'got ""'],
    [['start', '--port', '1e3'], 'got "1e3"'],
    [['start', '--ui-port', '0x10'], '--ui-port: expected a port number'],
    [['start', '--policy', ''], '--policy: expected a file'],
    [['start', '--headles'], "Unknown option '--headles'"],
    [['start', 'now'], 'Too many arguments'],
    [['start', '--data-dir', ''], '--data-dir: expected a folder'],
    [['start', '--port'], 'argument missing'],
    [['frobnicate'], "Unknown command 'frobnicate'"],
    [
      ['approvals', 'frobnicate'],
      'Expected one of: list, show, approve, deny, deny-all, preapprove, hear, history, watch',
    ],
    [['approvals', 'approve', 'apr_1234', '--scope', 'rule'], '--scope rule: say for how long, too'],
    [['approvals', 'approve', 'apr_1234', '--scope', 'all'], '--scope: expected exact, rule, template'],
    [['trust', 'Claude', '.', '--minutes', '61'], '--minutes: expected a whole number from 1 to 60'],
    [['clients', 'pace', 'Claude', '--answer-within', '5'], '--answer-within: expected a time such as 4s'],
    [['grants', 'revoke', 'x'], 'Expected a grant’s id'],
    [['approvals', 'approve', 'apr_1234', '--for', 'ever'], '--for: expected once, session, hour, until-quit, always'],
    [['approvals', 'approve', 'apr_1234', '--rule', 'exact'], '--rule: goes with --for always'],
    [['approvals', 'approve'], "argument 'id'"],
    [['approvals', 'show', 'apr_!'], 'Expected an approval'],
    [['approvals', 'show', 'abc'], 'at least the first 4 digits'],
    [['approvals', 'deny', 'apr_1234', '--because', '  '], '--because: expected a reason'],
    [['approvals', 'list', '--state', 'lost'], 'Allowed choices are pending'],
    [['clients', 'add', '../x'], 'starting with a letter or digit; got "../x".'],
    [['can', '--client', ''], '--client: expected 1 to 63 letters, digits, spaces, dots, dashes or underscores'],
    [['can', '--client', '-x'], 'got "-x".'],
    [['trust', '.x', '.'], 'CLIENT: expected 1 to 63'],
    [['trust', '.x', '.'], 'got ".x".'],
    [['why', '--client', '/', '--', 'git'], 'got "/".'],
    [['runs', 'show', 'run_1'], 'Expected a run’s id'],
    [['runs', 'list', '--limit', '0'], '--limit: expected a whole number from 1 to 1000, got "0"'],
    [['why'], 'Expected the command after --'],
    [['why', '--client', '/', '--', 'git'], '--client: expected 1 to 63'],
    [['bridge'], 'COUNTERSIGN_TOKEN: expected'],
  ])('%j ends with 2 and says what was expected', async (args, sentence) => {
    const { code, stdout, stderr } = await said(args);
    expect(stderr).toContain(sentence);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it.each([
    [{ COUNTERSIGN_PORT: 'abc' }, 'COUNTERSIGN_PORT: expected a port number'],
    [{ COUNTERSIGN_UI_PORT: '99999' }, 'COUNTERSIGN_UI_PORT: expected a port number'],
    [{ COUNTERSIGN_HEADLESS: 'maybe' }, 'COUNTERSIGN_HEADLESS: expected 1 or 0, got "maybe"'],
  ])('the environment %j is read as strictly', async (env, sentence) => {
    const { code, stderr } = await said(['start'], env);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });

  it('names the options that there are', async () => {
    expect((await said(['start', '--frob'])).stderr).toContain('--headless · --port <n>');
  });
});

describe('help and version', () => {
  it('go to stdout and end with 0', async () => {
    for (const args of [['--help'], ['start', '--help'], ['approvals', 'approve', '--help'], ['help', 'why']]) {
      const { code, stdout, stderr } = await said(args);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain('Usage: countersign');
    }
    expect(await said(['--version'])).toEqual({ code: 0, stdout: '0.0.0-test\n', stderr: '' });
  });

  it('without a command, help goes to stderr and the exit code is 2', async () => {
    for (const args of [[], ['approvals'], ['clients']]) {
      const { code, stdout, stderr } = await said(args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('Usage: countersign');
    }
  });
});

describe('without a running host', () => {
  it.each([
    [['approvals', 'list']],
    [['approvals', 'watch']],
    [['clients', 'add', 'Cursor']],
    [['runs', 'list']],
    [['why', '--', 'git', 'push']],
    [['audit', 'search', 'x']],
    [['audit', 'export']],
    [['ui']],
  ])('%j ends with 1 and says how to start it', async (args) => {
    const { code, stdout, stderr } = await said(['--json', '--data-dir', '/nowhere/at/all', ...args]);
    expect(stderr).toContain('Countersign is not running for /nowhere/at/all. Start it with `npm start`');
    expect([code, stdout]).toEqual([1, '']);
  });
});
