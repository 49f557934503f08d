/** Variables that make an allowed program run, load or trust something else. No session may set them, none survives a run, none comes from the host. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, legacyAgent } from '../agents.ts';
import { openTestHost, type TestHost } from '../open-test-host.ts';

const POLICY = `version: 1
commands:
  printenv: { executable: /usr/bin/printenv, sandbox: off, env: [GREETING], rules: [{ verdict: allow, args: ["..."], flags: { "-0": none } }] }
  git: { executable: /usr/bin/git, sandbox: off, env: [GREETING], rules: [{ verdict: allow, args: [version] }] }
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
`;

/** What loaders, shells, interpreters, git, pagers and TLS libraries listen to. */
const HOSTILE = [
  ...[
    'LD_PRELOAD',
    'LD_LIBRARY_PATH',
    'LD_AUDIT',
    'LD_DEBUG_OUTPUT',
    'DYLD_INSERT_LIBRARIES',
    'DYLD_LIBRARY_PATH',
    'GCONV_PATH',
  ],
  ...[
    'BASH_ENV',
    'ENV',
    'PROMPT_COMMAND',
    'PS4',
    'SHELLOPTS',
    'BASHOPTS',
    'IFS',
    'CDPATH',
    'GLOBIGNORE',
    'BASH_FUNC_x%%',
  ],
  ...[
    'PATH',
    'HOME',
    'PAGER',
    'GIT_PAGER',
    'EDITOR',
    'VISUAL',
    'GIT_EDITOR',
    'GIT_SSH',
    'GIT_SSH_COMMAND',
    'GIT_ASKPASS',
    'GIT_DIR',
  ],
  ...[
    'GIT_EXEC_PATH',
    'GIT_CONFIG_COUNT',
    'GIT_CONFIG_GLOBAL',
    'GIT_EXTERNAL_DIFF',
    'GIT_PROXY_COMMAND',
    'GIT_TEMPLATE_DIR',
    'SSH_ASKPASS',
  ],
  ...[
    'NODE_OPTIONS',
    'NODE_PATH',
    'NODE_EXTRA_CA_CERTS',
    'PYTHONSTARTUP',
    'PYTHONPATH',
    'PYTHONHOME',
    'PERL5OPT',
    'PERL5LIB',
    'PERLLIB',
  ],
  ...[
    'RUBYOPT',
    'RUBYLIB',
    'JAVA_TOOL_OPTIONS',
    '_JAVA_OPTIONS',
    'CLASSPATH',
    'LESSOPEN',
    'LESSCLOSE',
    'MANPAGER',
    'BROWSER',
  ],
  ...[
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'CURL_CA_BUNDLE',
    'REQUESTS_CA_BUNDLE',
    'HTTP_PROXY',
    'https_proxy',
    'ALL_PROXY',
    'TERMINFO',
  ],
];

let test: TestHost;
let agent: Agent;

beforeAll(async () => {
  process.env.COUNTERSIGN_TEST_SECRET = 'host-secret-value';
  test = await openTestHost({ policy: POLICY });
  agent = await legacyAgent({ endpoint: test.endpoint, token: await test.addClient() });
});

afterAll(async () => {
  delete process.env.COUNTERSIGN_TEST_SECRET;
  await agent.close();
  await test.close();
});

async function environmentUnder(
  environment: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const { isError, value } = await agent.call('create_session', { working_dir: test.workspace, environment });
  if (isError) return {};
  const session_id = String(value.session_id);
  const printed = String((await agent.call('execute_command', { session_id, argv: ['printenv', '-0'] })).value.stdout);
  await agent.call('kill_session', { session_id });
  return Object.fromEntries(
    printed

      .split('\0')
      .filter((line) => line !== '')
      .map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
}

describe('a session', () => {
  it('may set what the policy lists, so that the refusals below mean something', async () => {
    expect(await environmentUnder({ GREETING: 'hello' })).toMatchObject({ GREETING: 'hello' });
  });

  it.each(HOSTILE)('cannot set %s', async (name) => {
    const evil = join(test.workspace, 'evil');
    expect((await environmentUnder({ [name]: evil }))[name]).not.toBe(evil);
  });

  it.each(['A B', 'A=B', '', 'A\nLD_PRELOAD', 'A\0B', '=A', '1A', 'É'])(
    'cannot set a variable named %j',
    async (name) => {
      const { isError } = await agent.call('create_session', {
        working_dir: test.workspace,
        environment: { [name]: 'x' },
      });
      expect(isError).toBe(true);
    },
  );

  it('cannot slip a second variable into the value of a listed one', async () => {
    const environment = await environmentUnder({ GREETING: 'x\nLD_PRELOAD=/tmp/evil.so' });
    expect(Object.keys(environment).filter((name) => name.startsWith('LD_'))).toEqual([]);
  });

  it('hands nothing of one run to the next', async () => {
    await environmentUnder({ GREETING: 'first' });
    expect(await environmentUnder({})).not.toHaveProperty('GREETING');
  });
});

describe('a single command', () => {
  const under = (environment: Readonly<Record<string, string>>) =>
    agent.call('execute_command', { working_dir: test.workspace, argv: ['printenv', '-0'], environment });

  it('may set what the policy lists, so that the refusals below mean something', async () => {
    expect((await under({ GREETING: 'hello' })).value.stdout).toContain('GREETING=hello\0');
  });

  it('is refused, and not run without, for every hostile variable', async () => {
    for (const name of HOSTILE) {
      const { isError, value } = await under({ GREETING: 'hello', [name]: '/tmp/evil' });
      expect([name, isError, value.code]).toEqual([name, true, expect.stringMatching(/^(POLICY_DENIED|BAD_INPUT)$/)]);
      expect([name, value.stdout]).toEqual([name, undefined]);
    }
  });

  it('has no variable that the policy could list, when it is a hostile one', async () => {
    // A proxy is a person’s to allow: it changes where a program goes, and not what it runs.
    for (const name of HOSTILE.filter((each) => /^\w+$/.test(each) && !/_proxy$/i.test(each))) {
      const text = POLICY.replace('[GREETING]', `[GREETING, ${name}]`);
      const { problems } = await test.call('policy.check', { text: text.replaceAll('WORKSPACE', test.workspace) });
      expect([name, problems.length > 0]).toEqual([name, true]);
    }
  });
});

describe('a program', () => {
  it('sees nothing of the host’s own environment', async () => {
    const environment = await environmentUnder({});
    expect(JSON.stringify(environment)).not.toContain('host-secret-value');
    expect(Object.keys(environment).filter((name) => /^(npm_|NODE_|VITEST|COUNTERSIGN_(?!RUN$))/.test(name))).toEqual(
      [],
    );
  });

  it('that reads its configuration from a pager variable does not start one', async () => {
    const mark = join(test.workspace, 'mark');
    writeFileSync(join(test.workspace, 'pager.sh'), `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
    const pager = join(test.workspace, 'pager.sh');
    await agent.call('create_session', {
      working_dir: test.workspace,
      environment: { GIT_PAGER: pager, PAGER: pager },
    });
    await agent.call('execute_command', { working_dir: test.workspace, argv: ['git', 'version'] });
    expect(existsSync(mark)).toBe(false);
  });
});
