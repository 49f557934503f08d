/** The packs as they are handed out: they compile without a warning, their examples pass, and nothing that destroys is ever allowed. */
import { describe, expect, it } from 'vitest';
import { StarterPack } from '#shared/contract/index.ts';
import { DEFAULT_SANDBOX, PolicyDocument } from '#shared/policy/index.ts';
import { loadPolicy, NOW_MS, planFor, problemsOf, warningsOf } from '../fixtures/load-policy.ts';
import { decide } from '../index.ts';
import { parseYaml } from '../load/parse-yaml.ts';
import { starterPacks } from './index.ts';

const everything = { findProgram: async (name: string) => `/usr/bin/${name}` };
const packs = await starterPacks(everything);

const tables: Readonly<Record<string, Readonly<Record<'allow' | 'ask' | 'deny', readonly string[]>>>> = {
  'git-read-only': {
    allow: ['git status', 'git log --oneline -n 5', 'git diff src', 'git branch -a'],
    ask: ['git log --output=/tmp/x', 'git diff --ext-diff'],
    deny: [
      'git push',
      'git commit -m x',
      'git reset --hard',
      'git clean -fdx',
      'git config x y',
      'git diff /etc/shadow',
    ],
  },
  'git-ask-push': {
    allow: ['git status', 'git log'],
    ask: ['git push', 'git commit -m x', 'git reset --hard', 'git fetch', 'git stash drop', 'git push --force'],
    deny: ['git -c core.pager=x log', 'git clean -fdx', 'git filter-branch', 'git config x y'],
  },
  'node-project': {
    allow: ['npm ls', 'npm --version'],
    ask: ['npm test', 'npm run build', 'npm install left-pad', 'npm ci', 'node build.js'],
    deny: [
      'npm publish',
      'npm exec x',
      'npx x',
      'node -e 1',
      'node',
      'npm config set x y',
      'npm uninstall x',
      'node /etc/x.js',
    ],
  },
  'python-project': {
    allow: ['pip list', 'pip freeze'],
    ask: ['python3 tools/build.py', 'python3 -m pytest', 'pip install x', 'python3 -m http.server'],
    deny: ['python3 -c 1', 'python3', 'pip uninstall x', 'pip config set a b', 'python3 /etc/x.py'],
  },
  'docker-read-only': {
    allow: ['docker ps', 'docker ps -a', 'docker images', 'docker volume ls'],
    ask: ['docker logs web', 'docker inspect web'],
    deny: [
      'docker run alpine',
      'docker exec web sh',
      'docker rm web',
      'docker volume rm x',
      'docker system prune',
      'docker kill x',
    ],
  },
  'files-in-folders': {
    allow: ['ls', 'ls -la src', 'cat a.txt', 'head -20 a.txt', 'grep -n word a.txt', 'wc -l a.txt'],
    ask: ['grep -r word .', 'tail -f a.log'],
    deny: [
      'cat /etc/shadow',
      'cat .env',
      'cat ../../x',
      'ls /root',
      'rm a',
      'cat .ssh/id_rsa',
      'head ~/.netrc',
      'stat /etc/shadow',
    ],
  },
  'network-diagnostics': {
    allow: [],
    ask: ['ping -c 3 example.org', 'dig example.org', 'dig example.org MX', 'traceroute example.org'],
    deny: [
      'dig example.org axfr',
      'ping',
      'ping a b',
      'nmap example.org',
      'curl x',
      'dig example.org @evil.example ANY',
    ],
  },
};

it('every pack has a table here', () => {
  expect(packs.map(({ id }) => id)).toEqual(Object.keys(tables));
});

describe.each(packs.map((pack) => [pack.id, pack] as const))('%s', (id, pack) => {
  it('has the shape of the contract, compiles, and gives no warning', () => {
    expect(StarterPack.parse(pack)).toEqual(pack);
    expect(problemsOf(pack.text)).toEqual([]);
    expect(warningsOf(pack.text)).toEqual([]);
  });

  it('gives every rule a reason and examples of both kinds', () => {
    const yaml = parseYaml(pack.text);
    const document = PolicyDocument.parse(yaml.ok ? yaml.value : null);
    for (const [name, { rules = [] }] of Object.entries(document.commands)) {
      for (const { because, examples } of rules) {
        const here = [
          name,
          because !== undefined,
          (examples?.match ?? []).length > 0,
          (examples?.not_match ?? []).length > 0,
        ];
        expect(here).toEqual([name, true, true, true]);
      }
    }
  });

  it('decides as the table says', () => {
    const policy = loadPolicy(pack.text);
    const table = tables[id];
    const said = (line: string): string => {
      const plan = planFor(line.split(' '));
      return decide(plan, { name: 'tester', claims: null }, policy, NOW_MS).verdict;
    };
    for (const wanted of ['allow', 'ask', 'deny'] as const) {
      const lines = table?.[wanted] ?? [];
      expect(lines.map((line) => [line, said(line)])).toEqual(lines.map((line) => [line, wanted]));
    }
  });
});

it('a program that this machine does not have is named as missing, and the others stand under their own paths', async () => {
  const some = await starterPacks({ findProgram: async (name) => (name === 'pip' ? undefined : `/opt/bin/${name}`) });
  const python = some.find(({ id }) => id === 'python-project');
  expect(python?.missing).toEqual(['pip']);
  expect(python?.text).toMatch(/executable: \/opt\/bin\/python3/u);
  expect(problemsOf(python?.text ?? '')).toEqual([]);
});

describe.runIf(DEFAULT_SANDBOX !== 'off')('on a machine without a sandbox', async () => {
  const sandbox = { name: null, found: 'there is no /usr/bin/bwrap.', fix: 'sudo apt-get install -y bubblewrap' };
  const bare = await starterPacks({ ...everything, sandbox });

  it.each(bare.map(({ id, text }) => [id, text]))('%s says so at each command, and still compiles', (_id, text) => {
    expect(problemsOf(text)).toEqual([]);
    const policy = loadPolicy(text);
    for (const name of policy.commandNames)
      expect(policy.commandTerms([name], { name: 'x', claims: null })?.sandbox, name).toBe('off');
    if (!text.includes('# It ')) expect(text).toContain('sandbox: off # this machine has no sandbox');
  });
});
