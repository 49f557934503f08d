/**
 * What acts on its own and would move the fence: Countersign's files, shell start-up files, autostart, git hooks, settings of agents and editors. Under a policy
 * that opens as much as a policy can, each tool that changes files and a sandboxed program try to make and to change every one of them, absent and present.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, legacyAgent } from '../agents.ts';
import { openTestHost, type TestHost } from '../open-test-host.ts';

const POLICY = `version: 1
paths: { read: ["BASE/**"], write: ["BASE/**"] }
files: { rules: [{ verdict: allow, do: [create, write, make_directory, move, delete], in: ["BASE/**"] }] }
commands:
  sh: { executable: /bin/sh, timeout: 60s, rules: [{ verdict: allow, args: [try.sh] }, { verdict: allow, args: [can.sh] }] }
`;

/** Below the home folder. */
const AT_HOME = [
  ...['.bashrc', '.profile', '.zshrc', '.ssh/authorized_keys', '.ssh/config', '.gitconfig', '.config/git/config'],
  ...['.config/autostart/x.desktop', '.config/systemd/user/x.service', '.claude/settings.json', '.claude.json'],
  ...['.cursor/mcp.json', '.codex/config.toml', '.npmrc', '.aws/credentials', '.netrc', '.docker/config.json'],
];
/** In a project. */
const IN_PROJECT = [
  ...['.git/hooks/post-checkout', '.git/config', '.vscode/tasks.json', '.mcp.json', '.claude/settings.json'],
  ...['.cursor/mcp.json', '.envrc', '.codex/config.toml'],
];
/** Of Countersign's own. */
const OWN = [
  'policy.yaml',
  'settings.json',
  'clients.json',
  'approvals.db',
  'audit/x.jsonl',
  'policy-history/x',
  'control.sock',
];

const MARK = 'evil-mark-of-an-agent';
const usualHome = process.env.HOME;

let base: string;
let home: string;
let app: TestHost;
let agent: Agent;

beforeAll(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-fence-')));
  home = join(base, 'home');
  mkdirSync(home);
  process.env.HOME = home;
  app = await openTestHost({ folder: base, policy: POLICY.replaceAll('BASE', base) });
  agent = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient() });
});
afterAll(async () => {
  await agent.close();
  await app.close();
  if (usualHome === undefined) delete process.env.HOME;
  else process.env.HOME = usualHome;
  rmSync(base, { recursive: true });
});

const places = (): readonly string[] => [
  ...AT_HOME.map((path) => join(home, path)),
  ...IN_PROJECT.map((path) => join(app.workspace, path)),
  ...OWN.map((path) => join(app.dataDir, path)),
];

/** What stands in for a thing that must not be made is none; and what Countersign itself writes meanwhile is not compared. */
const textOf = (path: string): string | null => {
  if (/approvals\.db$|clients\.json$/u.test(path)) return null;
  try {
    if (statSync(path).isDirectory() && readdirSync(path).length === 0) return null;
    return statSync(path).isFile() ? readFileSync(path, 'latin1') : 'no file';
  } catch {
    return null;
  }
};

/** Where the mark stands in anything below the folder. */
function marked(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return marked(path);
    return entry.isFile() && readFileSync(path, 'latin1').includes(MARK) ? [relative(base, path)] : [];
  });
}

/** Every way in which a tool for files could make or change the place, or bring another there. */
async function tryTools(path: string): Promise<readonly unknown[]> {
  const source = join(app.workspace, 'source');
  writeFileSync(source, MARK);
  const folder = dirname(path);
  const calls = [
    ['write_file', { path, content: MARK }],
    ['write_file', { path, content: MARK, mode: 'append' }],
    ['write_file', { path, content: MARK, create_parents: true }],
    ['replace_in_file', { path, old_text: 'was here', new_text: MARK, expected_count: 1 }],
    ['make_directory', { path }],
    ['move_file', { from: source, to: path }],
    ['move_file', { from: source, to: path, overwrite: true }],
    ['move_file', { from: folder, to: `${folder}-moved` }],
    ['delete_file', { path }],
    ['upload_file', { path, chunk_data: Buffer.from(MARK).toString('base64'), is_last: true }],
  ] as const;
  const answers: unknown[] = [];
  for (const [tool, args] of calls) {
    // The project itself is the agent's to move about in; of its folders only those count that hold the place.
    if (tool === 'move_file' && 'from' in args && [app.workspace, home, app.dataDir].includes(args.from)) continue;
    const { isError, value } = await agent.call(tool, args);
    answers.push(isError ? 'refused' : [tool, args, value]);
  }
  return answers;
}

const scriptFor = (path: string): string => {
  const [at, folder] = [`'${path}'`, `'${dirname(path)}'`];
  return [
    `mkdir -p ${folder}`,
    `echo ${MARK} > ${at}`,
    `echo ${MARK} >> ${at}`,
    `echo ${MARK} > new && mv -f new ${at}`,
    `ln -sf "$PWD/source" ${at}`,
    `ln -f source ${at}`,
    `rm -rf ${folder} && mkdir ${folder} && echo ${MARK} > ${at}`,
    `mv ${folder} ${folder}2 && mkdir ${folder} && echo ${MARK} > ${at}`,
  ]
    .map((line) => `( ${line} ) 2>/dev/null`)
    .join('\n');
};

it('what is not of this kind can be made by both, so that the refusals below mean something', async () => {
  const path = join(app.workspace, 'plain.txt');
  expect((await agent.call('write_file', { path, content: 'ok' })).isError).toBe(false);
  writeFileSync(join(app.workspace, 'can.sh'), 'echo made > by-program; cat by-program\n');
  const { value } = await agent.call('execute_command', { argv: ['sh', 'can.sh'], working_dir: app.workspace });
  expect(value.stdout).toBe('made\n');
});

describe.each(['absent', 'present'])('where it is %s', (how) => {
  beforeAll(() => {
    // A program may remove the whole repository: each time there is one.
    mkdirSync(join(app.workspace, '.git', 'objects'), { recursive: true });
    writeFileSync(join(app.workspace, '.git', 'HEAD'), 'ref: refs/heads/main\n');
    if (how === 'absent') return;
    for (const path of places()) {
      if (existsSync(path)) continue;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, 'was here\n');
    }
  });

  it('no tool makes or changes it', { timeout: 180_000 }, async () => {
    for (const path of places()) {
      const before = textOf(path);
      const answers = await tryTools(path);
      expect([path, answers.filter((answer) => answer !== 'refused')]).toEqual([path, []]);
      expect([path, textOf(path)]).toEqual([path, before]);
    }
    expect(marked(home)).toEqual([]);
    expect(marked(join(app.workspace, '.git'))).toEqual([]);
  });

  it('no sandboxed program whose workspace is the home folder itself makes or changes it', {
    timeout: 180_000,
  }, async () => {
    const own = AT_HOME.map((path) => join(home, path));
    const before = own.map(textOf);
    writeFileSync(join(home, 'source'), MARK);
    writeFileSync(join(home, 'try.sh'), `${own.map(scriptFor).join('\n')}\necho tried\n`);
    const argv = ['sh', 'try.sh'];
    const { value } = await agent.call('execute_command', { argv, working_dir: home }, { timeoutMs: 120_000 });
    expect(value.stdout).toBe('tried\n');
    expect(AT_HOME.map((path, at) => [path, textOf(own[at] ?? '')])).toEqual(
      AT_HOME.map((path, at) => [path, before[at]]),
    );
    for (const name of ['source', 'try.sh']) rmSync(join(home, name));
    expect(marked(home)).toEqual([]);
  });

  it('no sandboxed program makes or changes it', { timeout: 180_000 }, async () => {
    const before = places().map(textOf);
    writeFileSync(join(app.workspace, 'source'), MARK);
    writeFileSync(join(app.workspace, 'try.sh'), `${places().map(scriptFor).join('\n')}\necho tried\n`);
    const { value } = await agent.call(
      'execute_command',
      { argv: ['sh', 'try.sh'], working_dir: app.workspace },
      { timeoutMs: 120_000 },
    );
    expect(value.stdout).toBe('tried\n');
    expect(places().map(textOf)).toEqual(before);
    expect(marked(home)).toEqual([]);
    expect(marked(join(app.workspace, '.git'))).toEqual([]);
  });
});

it('Countersign’s own folder is not even read, by a tool or in the sandbox, although the policy opens what holds it', async () => {
  const own = readdirSync(app.dataDir).map((name) => join(app.dataDir, name));
  expect(own.length).toBeGreaterThan(10);
  for (const path of [app.dataDir, ...own]) {
    for (const [tool, args] of [
      ['read_file', { path }],
      ['list_directory', { path }],
      ['download_file', { path }],
    ] as const) {
      expect([tool, path, (await agent.call(tool, args)).isError]).toEqual([tool, path, true]);
    }
  }
  const looks = [`ls -a '${app.dataDir}'`, `find '${base}'`, ...own.map((path) => `cat '${path}'; ls -a '${path}'`)];
  writeFileSync(
    join(app.workspace, 'try.sh'),
    `${looks.map((line) => `( ${line} ) 2>/dev/null`).join('\n')}\necho tried\n`,
  );
  const { value } = await agent.call('execute_command', { argv: ['sh', 'try.sh'], working_dir: app.workspace });
  const seen = String(value.stdout)
    .split('\n')
    .filter((line) => line.startsWith(app.dataDir) && line !== app.dataDir);
  expect(seen).toEqual([]);
  expect(value.stdout).not.toMatch(/token_sha256|version: 1|policy\.yaml|PRIVATE|SQLite/u);
  expect(value.stdout).toMatch(/tried\n$/u);
});

it('the policy that is in force is the one that the person wrote', async () => {
  expect((await app.call('policy.status', {})).version).toBe(1);
  expect(readFileSync(join(app.dataDir, 'policy.yaml'), 'utf8')).not.toContain(MARK);
});
