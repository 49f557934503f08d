/** Escapes by files, each tried in a real sandbox: reading what is out of reach, writing outside, links and names swapped under way. */
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  carriedOut,
  type FencedStage,
  fencedPlan,
  granted,
  inside,
  insidePerl,
  setFencedStage,
} from './fixtures/fenced-stage.ts';
import { type GuardedHome, leaksNothing, SECRET, setGuardedHome } from './fixtures/guarded-home.ts';
import { MemoryRun } from './fixtures/stage.ts';

let home: GuardedHome;
let stage: FencedStage;
let outside: string;
let open: GuardedHome['open'];

beforeAll(async () => {
  home = await setGuardedHome();
  ({ stage, outside, open } = home);
});
afterAll(async () => {
  expect(await stage.clear()).toEqual([]);
});

describe('reading what is out of reach', () => {
  it('is possible without the fence, so that these tests can fail', () => {
    expect(readFileSync(join(stage.home, '.ssh/secret'), 'utf8')).toBe(SECRET);
  });

  it('keys, tokens and what agent programs are told', async () => {
    const said = await leaksNothing(
      home,
      'for p in .ssh .aws .claude .config/gh; do cat ~/$p/secret; ls ~/$p; done; grep -r the-secret ~ 2>&1',
    );
    expect(said).toMatch(/Permission denied|No such file/);
  });

  it('blocked files in the workspace, at any depth, also by changing their mode', async () => {
    await leaksNothing(
      home,
      'cat .env deep/.env; chmod 600 .env deep/.env; cat .env deep/.env; cp deep/.env x; tar c . 2>&1 | cat',
    );
  });

  it('blocked files under another name: renamed, linked, their folder moved', async () => {
    await leaksNothing(
      home,
      'mv .env e; cat e; ln .env f; cat f; ln -s .env g; cat g; mv deep other; cat other/.env; mv other deep',
    );
    expect(readFileSync(join(stage.workspace, '.env'), 'utf8')).toBe(SECRET);
    expect(readFileSync(join(stage.workspace, 'deep/.env'), 'utf8')).toBe(SECRET);
  });

  it('Countersign’s own folder', async () => {
    const own = join(stage.folder, 'sandbox');
    const { stdout, stderr } = await inside(stage, `ls ${own} ${stage.folder}/content; cat ${own}/bars.json`, {
      scopes: open(),
    });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/No such file/);
  });

  it('through links out of the workspace', async () => {
    symlinkSync(join(outside, 'secret'), join(stage.workspace, 'way-out'));
    symlinkSync(outside, join(stage.workspace, 'way-out-folder'));
    symlinkSync('/', join(stage.workspace, 'root'));
    await leaksNothing(home, `cat way-out way-out-folder/secret root${outside}/secret`);
  });

  it('through the root and the folders of other processes', async () => {
    await leaksNothing(
      home,
      `for p in /proc/self/root /proc/1/root /proc/1/cwd /proc/self/cwd/../../.. /proc/2/root; do cat $p${outside}/secret; cat $p${stage.home}/.ssh/secret; done`,
    );
  });

  it('by climbing out with dots', async () => {
    await leaksNothing(home, `cat ../../../outside/secret ../../../../../../../../../../..${outside}/secret`);
  });

  it.runIf(process.getuid?.() === 0)('files of the system that only root may read', async () => {
    const { stdout, stderr } = await inside(stage, 'cat /etc/shadow /etc/gshadow');
    expect(stdout).toBe('');
    expect(stderr).toMatch(/denied/);
  });

  it('memory and environment of processes outside', async () => {
    const { stdout } = await inside(stage, 'ls -d /proc/[0-9]*; cat /proc/*/environ | tr "\\0" "\\n" | grep -c PATH');
    expect(stdout).not.toContain(`/proc/${process.pid}\n`);
    expect(stdout.split('\n').filter((line) => line.startsWith('/proc/')).length).toBeLessThan(8);
  });
});

describe('writing what is out of reach', () => {
  it('outside of the workspace, by path, link and hard link', async () => {
    symlinkSync(outside, join(stage.workspace, 'write-out'));
    linkSync(join(outside, 'secret'), join(stage.workspace, 'hard'));
    const targets = [`${outside}/a`, 'write-out/a', '/etc/a', '/usr/a', '/a', '/opt/a', `${stage.home}/.ssh/a`];
    const { stdout } = await inside(
      stage,
      targets.map((path) => `(: > ${path}) 2>/dev/null && echo wrote ${path}`).join('; '),
    );
    expect(stdout).toBe('');
    expect(readdirSync(outside)).toEqual(['secret']);
    expect(targets.filter((path) => path.startsWith('/') && existsSync(path))).toEqual([]);
  });

  it('anything at all under strict', async () => {
    const before = readdirSync(stage.workspace);
    const { stdout } = await inside(stage, '(: > made); mkdir folder; rm -rf deep; (echo x >> .env); ls', {
      sandbox: 'strict',
    });
    expect(stdout).toContain('deep');
    expect(readdirSync(stage.workspace)).toEqual(before);
  });

  it('what other programs act on by themselves, made new', async () => {
    const places = ['.claude', '.cursor', '.vscode', '.codex', '.mcp.json', '.envrc'];
    const tries = places.flatMap((place) => [
      `(: > ${place}/settings.json)`,
      `(: > ${place})`,
      `(rmdir ${place} && mkdir ${place} && : > ${place}/x)`,
      `(mv ${place} elsewhere && mkdir ${place})`,
      `(rm -rf ${place}; ln -s deep ${place}; [ -L ${place} ])`,
    ]);
    const { stdout } = await inside(
      stage,
      tries.map((each) => `${each} 2>/dev/null && echo made it: '${each}'`).join('; '),
    );
    expect(stdout).toBe('');
    for (const place of places) {
      const path = join(stage.workspace, place);
      expect([place, existsSync(path) ? readdirSync(path) : []]).toEqual([place, []]);
    }
  });

  it('hooks and configuration of a repository, existing, missing, and by moving git’s folder away', async () => {
    const repository = join(stage.home, 'code', 'repository');
    for (const part of ['objects', 'refs']) mkdirSync(join(repository, '.git', part), { recursive: true });
    writeFileSync(join(repository, '.git/HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(repository, '.git/config'), '[core]\n');
    const tries = [
      'echo bad > .git/hooks/post-commit',
      'mkdir -p .git/hooks/x',
      'echo bad >> .git/config',
      'echo bad > c && mv c .git/config',
      'rm .git/config',
      'echo ../evil > .git/commondir',
      'mv .git moved && mkdir -p .git/hooks && echo bad > .git/hooks/post-commit',
      'rm -rf .git && mkdir .git && echo bad > .git/config',
    ];
    const script = `${tries.map((each) => `(${each}) 2>/dev/null && echo "did it: ${each}"`).join('\n')}\necho fine > .git/index && cat .git/index`;
    const { stdout } = await inside(stage, script, { cwd: repository });
    expect(stdout).toBe('fine\n');
    expect(readFileSync(join(repository, '.git/config'), 'utf8')).toBe('[core]\n');
    expect(readFileSync(join(repository, '.git/index'), 'utf8')).toBe('fine\n');
  });

  it('files that run with their owner’s rights', async () => {
    const { stdout } = await insidePerl(
      stage,
      `open(F, '>', 'suid'); close F;
       print 'chmod ' if chmod 04755, 'suid'; print 'chmod ' if chmod 02755, 'suid';
       sysopen(G, 'suid2', 0101, 04755) and print 'open ';
       print 'done'`,
    );
    expect(stdout).toBe('done');
    const made = join(stage.workspace, 'suid');
    expect(statSync(made).mode & 0o6000).toBe(0);
    expect(existsSync(join(stage.workspace, 'suid2'))).toBe(false);
  });
});

describe('a world that changes between the plan and the run', () => {
  const refused = async (change: () => void, wish: Parameters<typeof fencedPlan>[1] = {}): Promise<unknown> => {
    const plan = await fencedPlan(stage, { args: ['-c', 'echo ran'], ...wish });
    change();
    return stage.engine.carryOut(granted(plan), new MemoryRun(), new AbortController().signal).then(
      ({ end }) => end,
      (error: unknown) => error,
    );
  };

  it('a folder to be shown that became a link elsewhere is not shown', async () => {
    const project = join(stage.home, 'code', 'swapped');
    mkdirSync(project);
    const change = (): void => {
      renameSync(project, `${project}-real`);
      symlinkSync(outside, project);
    };
    expect(await refused(change, { cwd: project })).toMatchObject({ refusal: { code: 'PLAN_DRIFT' } });
  });

  it('something that is there by now, and was to be kept from being made, is left alone', async () => {
    const project = join(stage.home, 'code', 'barred');
    mkdirSync(project);
    const change = (): void => writeFileSync(join(project, '.mcp.json'), '{}');
    expect(await refused(change, { cwd: project })).toMatchObject({ refusal: { code: 'PLAN_DRIFT' } });
    expect(readFileSync(join(project, '.mcp.json'), 'utf8')).toBe('{}');
  });

  it('a plan for another fence than this machine’s is refused', async () => {
    const plan = await fencedPlan(stage, { args: ['-c', 'echo ran'] });
    const { confinement } = plan;
    if (confinement === null) throw new Error('a fenced plan has a confinement');
    for (const change of [{ confinement: null }, { confinement: { ...confinement, by: 'seatbelt' as const } }]) {
      await expect(carriedOut(stage, { ...plan, ...change })).rejects.toMatchObject({
        refusal: { code: 'SANDBOX_MISSING' },
      });
    }
    await expect(
      carriedOut(stage, { ...plan, sandbox: 'off', confinement: null, network: false }),
    ).rejects.toMatchObject({
      refusal: { code: 'SANDBOX_MISSING' },
    });
  });
});

it('what stood in for missing files is gone when the host is', async () => {
  const other = await setFencedStage();
  await inside(other, 'true');
  expect(readdirSync(other.workspace).length).toBeGreaterThan(0);
  const { workspace } = other;
  await other.engine.close();
  await other.machine.close();
  expect(readdirSync(workspace)).toEqual([]);
  await other.clear();
});
