/** A coding agent's day: clone, look around, mend a bug, test, commit, push; a person sees what matters and can take a write back. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type Agent, legacyAgent, modernAgent } from '../test/agents.ts';
import { type StartedApp, startApp } from '../test/start-app.ts';

const npm = realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim());

const POLICY = `version: 1
commands:
  git:
    executable: /usr/bin/git
    rules:
      - { verdict: allow, args: [clone, "<path:read>", "<path:write>"] }
      - { verdict: allow, args: ["status|log|diff|show", "..."], flags: { "--oneline": none, "--short": none, "--stat": none } }
      - { verdict: allow, args: [add, "<path:write>..."] }
      - { verdict: allow, args: [commit], flags: { "-m": "<text>" } }
      - { verdict: ask, args: [push, "..."], sandbox: off, because: publishes commits }
  npm:
    executable: ${npm}
    max_timeout: 2m
    rules: [{ verdict: ask, args: [test], because: runs what the project says }]
files:
  rules:
    - { verdict: allow, do: [write, create], in: [WORKSPACE/proj/test/**], because: tests are the agent's }
paths:
  read: [WORKSPACE/**]
  write: [WORKSPACE/**]
  blocked: ["**/.env"]
`;

/** A project with a bug and no test for it, in a bare repository. */
function makeRemote(workspace: string): string {
  const [seed, remote] = [join(workspace, 'seed'), join(workspace, 'remote.git')];
  const git = (...args: readonly string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' });
  mkdirSync(join(seed, 'src'), { recursive: true });
  writeFileSync(
    join(seed, 'package.json'),
    JSON.stringify({ name: 'sums', type: 'module', scripts: { test: 'node --test' } }),
  );
  writeFileSync(join(seed, 'src/sum.js'), 'export const sum = (a, b) => a - b;\n');
  writeFileSync(join(seed, '.env'), 'API_KEY=do-not-read\n');
  git('init', '--quiet', '--bare', '--initial-branch=main', remote);
  git('init', '--quiet', '--initial-branch=main', seed);
  git('-C', seed, 'add', '.');
  git('-C', seed, '-c', 'user.name=Anna', '-c', 'user.email=anna@example.invalid', 'commit', '--quiet', '-m', 'Start');
  git('-C', seed, 'push', '--quiet', remote, 'main');
  return remote;
}

function nameAuthor(repository: string): void {
  for (const [key, value] of [
    ['user.name', 'Anna'],
    ['user.email', 'anna@example.invalid'],
  ] as const) {
    execFileSync('git', ['-C', repository, 'config', key, value]);
  }
}

let app: StartedApp;

test.beforeEach(async () => {
  app = await startApp({ policy: POLICY });
});
test.afterEach(async () => {
  expect(await app.close()).toBe(0);
});

async function approveNext(page: Page, text: string): Promise<void> {
  await page.getByRole('link', { name: /Approvals/ }).click();
  const card = page.getByRole('article').filter({ hasText: text });
  await expect(card).toBeVisible();
  await expect(card.locator('[data-armed=true]')).toBeVisible();
  await card.getByRole('button', { name: 'Approve once' }).click();
}

/** @returns what the tool answered; a refusal fails the test and shows what was said */
async function done(call: ReturnType<Agent['call']>): Promise<Readonly<Record<string, unknown>>> {
  const { isError, value } = await call;
  expect(isError, JSON.stringify(value)).toBe(false);
  return value;
}

for (const [generation, open] of [
  ['2025', legacyAgent],
  ['2026-07-28', modernAgent],
] as const) {
  test(`an agent of the ${generation} generation works through its day inside the sandbox`, async ({ page }) => {
    test.slow();
    const remote = makeRemote(app.workspace);
    const agent = await open({ endpoint: app.endpoint, token: await app.addClient('Claude Code') });
    await page.goto(app.ui);
    const { session_id } = await done(agent.call('create_session', { working_dir: app.workspace }));
    const proj = join(app.workspace, 'proj');
    const run = (argv: readonly string[], more: object = {}) =>
      agent.call('execute_command', { working_dir: proj, argv, ...more });

    await done(agent.call('execute_command', { session_id, argv: ['git', 'clone', remote, proj] }));
    // The person's own doing: an agent cannot write a repository's configuration.
    nameAuthor(proj);
    const listed = await done(agent.call('list_directory', { session_id, path: 'proj', include_hidden: true }));
    expect(JSON.stringify(listed.entries)).toContain('package.json');
    expect(JSON.stringify(listed.entries)).not.toContain('.env');
    expect((await done(agent.call('read_file', { session_id, path: 'proj/src/sum.js' }))).content).toContain('a - b');
    expect((await agent.call('read_file', { session_id, path: 'proj/.env' })).value.code).toBe('PATH_DENIED');

    const test_js =
      "import { test } from 'node:test';\nimport assert from 'node:assert';\nimport { sum } from '../src/sum.js';\ntest('adds', () => assert.equal(sum(2, 3), 5));\n";
    await done(
      agent.call('write_file', { session_id, path: 'proj/test/sum.test.js', content: test_js, create_parents: true }),
    );

    const failing = run(['npm', 'test'], { timeout_seconds: 100 });
    await approveNext(page, 'npm test');
    expect((await failing).value).toMatchObject({ success: false, exit_code: 1 });

    const mended = agent.call('replace_in_file', {
      ...{ session_id, path: 'proj/src/sum.js', old_text: 'a - b', new_text: 'a + b' },
      reason: 'The test says that sums add.',
    });
    await page.getByRole('link', { name: /Approvals/ }).click();
    const change = page.getByRole('article').filter({ hasText: 'sum.js' });
    await expect(change).toContainText('a + b');
    await expect(change).toContainText('a - b');
    await approveNext(page, 'sum.js');
    const { run_id } = await done(mended);

    const passing = run(['npm', 'test'], { timeout_seconds: 100 });
    await approveNext(page, 'npm test');
    const { stdout, run_id: tested } = await done(passing);
    expect(stdout).toContain('pass 1');

    await done(run(['git', 'add', 'src/sum.js', 'test/sum.test.js']));
    await done(run(['git', 'commit', '-m', 'Add instead of subtracting']));
    const push = run(['git', 'push', 'origin', 'main']);
    await approveNext(page, 'git push origin main');
    await done(push);
    const log = execFileSync('git', ['-C', remote, 'log', '--format=%s'], { encoding: 'utf8' });
    expect(log.split('\n')[0]).toBe('Add instead of subtracting');

    // The person can take the write back as long as the file is as the agent left it, and the sandbox is what the plan promised.
    const shown = JSON.parse((await app.cli('runs', 'show', String(tested), '--json')).stdout);
    expect(shown.plan).toMatchObject({ kind: 'command', sandbox: 'workspace', network: false });
    expect((await app.cli('runs', 'revert', String(run_id))).code).toBe(0);
    expect(readFileSync(join(proj, 'src/sum.js'), 'utf8')).toContain('a - b');
    expect((await app.cli('runs', 'revert', String(run_id))).code).toBe(1);
    expect(JSON.parse((await app.cli('audit', 'verify', '--json')).stdout)).toMatchObject({
      integrity: 'ok',
      completeness: 'ok',
    });
    await agent.close();
  });
}
