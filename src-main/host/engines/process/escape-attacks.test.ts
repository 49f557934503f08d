/** Attacks on the sandbox, each named by what it tries, run behind a real one. The same attack without the sandbox succeeds where that can be shown. */
import { spawn, spawnSync } from 'node:child_process';
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
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  carriedOut,
  type FencedStage,
  fencedPlan,
  granted,
  inside,
  insidePerl,
  scopesOver,
  setFencedStage,
} from './fixtures/fenced-stage.ts';
import { leftOfRuns, MemoryRun } from './fixtures/stage.ts';

const SECRET = 'the-secret-that-nobody-inside-may-read';

let stage: FencedStage;
let outside: string;
let open: () => ReturnType<typeof scopesOver>;

beforeAll(async () => {
  stage = await setFencedStage();
  outside = join(stage.folder, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret'), SECRET);
  for (const place of ['.ssh', '.aws', '.claude', '.config/gh']) {
    mkdirSync(join(stage.home, place), { recursive: true });
    writeFileSync(join(stage.home, place, 'secret'), SECRET);
  }
  mkdirSync(join(stage.workspace, 'deep'), { recursive: true });
  for (const name of ['.env', 'deep/.env']) writeFileSync(join(stage.workspace, name), SECRET);
  // The whole home folder may be read, and its keys are blocked: what is closed is closed inside of what is shown.
  open = () => {
    const code = scopesOver(join(stage.home, 'code'), ['**/.env']);
    const closed = ['.ssh', '.aws', '.claude', '.config/gh'].map((place) => join(stage.home, place));
    const under = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);
    return {
      pathGlobs: {
        read: [`${stage.home}/**`],
        write: code.pathGlobs.write,
        blocked: ['**/.env', ...closed.flatMap((place) => [place, `${place}/**`])],
      },
      scopeOf(path) {
        const blocked = closed.some((place) => under(path, place)) || path.split('/').includes('.env');
        return { blocked, read: under(path, stage.home) && !blocked, write: code.scopeOf(path).write && !blocked };
      },
    };
  };
});

afterAll(async () => {
  expect(await stage.clear()).toEqual([]);
});

/** Runs a script behind the fence, and expects that the secret comes out nowhere. */
async function leaksNothing(script: string): Promise<string> {
  const { stdout, stderr } = await inside(stage, script, { scopes: open(), env: { HOME: stage.home } });
  expect(`${stdout}${stderr}`).not.toContain(SECRET);
  return `${stdout}${stderr}`;
}

describe('reading what is out of reach', () => {
  it('is possible without the fence, so that these tests can fail', () => {
    expect(readFileSync(join(stage.home, '.ssh/secret'), 'utf8')).toBe(SECRET);
  });

  it('keys, tokens and what agent programs are told', async () => {
    const said = await leaksNothing(
      'for p in .ssh .aws .claude .config/gh; do cat ~/$p/secret; ls ~/$p; done; grep -r the-secret ~ 2>&1',
    );
    expect(said).toMatch(/Permission denied|No such file/);
  });

  it('blocked files in the workspace, at any depth, also by changing their mode', async () => {
    await leaksNothing(
      'cat .env deep/.env; chmod 600 .env deep/.env; cat .env deep/.env; cp deep/.env x; tar c . 2>&1 | cat',
    );
  });

  it('blocked files under another name: renamed, linked, their folder moved', async () => {
    await leaksNothing(
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
    await leaksNothing(`cat way-out way-out-folder/secret root${outside}/secret`);
  });

  it('through the root and the folders of other processes', async () => {
    await leaksNothing(
      `for p in /proc/self/root /proc/1/root /proc/1/cwd /proc/self/cwd/../../.. /proc/2/root; do cat $p${outside}/secret; cat $p${stage.home}/.ssh/secret; done`,
    );
  });

  it('by climbing out with dots', async () => {
    await leaksNothing(`cat ../../../outside/secret ../../../../../../../../../../..${outside}/secret`);
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

describe('reaching other programs and machines', () => {
  it('a listener on loopback, which is there for everybody outside', async () => {
    const server = createServer((socket) => socket.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const dial = `use IO::Socket::INET; my $s = IO::Socket::INET->new("127.0.0.1:${port}"); print $s ? <$s> : "no way: $!"`;
    expect((await insidePerl(stage, dial)).stdout).toMatch(/^no way: /);
    expect((await insidePerl(stage, dial, { network: true })).stdout).toBe('reached');
    server.close();
  });

  it('a listener on an abstract socket, which no file system hides', async () => {
    const name = `countersign-test-${stage.owner}`;
    const listen = `use IO::Socket::UNIX; my $s = IO::Socket::UNIX->new(Local => "\\0${name}", Listen => 1); $| = 1; print "ready\\n"; while (my $c = $s->accept) { print $c "reached" }`;
    const child = spawn('/usr/bin/perl', ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const dial = `use IO::Socket::UNIX; my $s = IO::Socket::UNIX->new(Peer => "\\0${name}"); print $s ? <$s> : "no way"`;
    expect((await insidePerl(stage, dial)).stdout).toBe('no way');
    expect((await insidePerl(stage, dial, { network: true })).stdout).toBe('reached');
    child.kill('SIGKILL');
  });

  it('sockets of the system, and sockets that lie in the workspace', async () => {
    const path = join(stage.workspace, 'door.sock');
    const server = createServer((socket) => socket.end('reached')).listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    const dial = `use IO::Socket::UNIX; my $s = IO::Socket::UNIX->new(Peer => "${path}"); print $s ? <$s> : "no way"`;
    expect((await insidePerl(stage, dial)).stdout).toBe('no way');
    server.close();
    expect((await inside(stage, 'ls -A /run; ls -A /var/run')).stdout).toBe('');
  });

  it('a kind of socket that no network namespace holds back', async () => {
    const { stdout } = await insidePerl(
      stage,
      'for (40, 38, 31, 17) { print "$_ " if socket(my $s, $_, 1, 0) } print "done"',
    );
    expect(stdout).toBe('done');
  });

  it('signals and tracing of processes outside', async () => {
    const victim = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
    const { stdout } = await insidePerl(
      stage,
      `print "killed " if kill 9, ${victim.pid}; print "traced " if syscall(${process.arch === 'x64' ? 101 : 117}, 16, ${victim.pid}, 0, 0) == 0; print "done"`,
    );
    expect(stdout).toBe('done');
    expect(victim.exitCode ?? victim.signalCode).toBeNull();
    victim.kill('SIGKILL');
  });

  it('the kernel’s key rings', async () => {
    const keyctl = process.arch === 'x64' ? 250 : 219;
    const { stdout } = await insidePerl(
      stage,
      `print syscall(${keyctl}, 0, -4, 1) < 0 && $! == 1 ? "refused" : "open"`,
    );
    expect(stdout).toBe('refused');
  });
});

describe('getting more rights', () => {
  it('has none to begin with, and none to gain', async () => {
    const { stdout } = await inside(
      stage,
      'grep -E "^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):" /proc/self/status; id -u',
    );
    const fields = Object.fromEntries(stdout.split('\n').map((line) => line.split(/:\s*/)));
    for (const name of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      expect([name, fields[name]]).toEqual([name, '0000000000000000']);
    expect([fields.NoNewPrivs, fields.Seccomp]).toEqual(['1', '2']);
    expect(stdout.trimEnd().split('\n').at(-1)).not.toBe('0');
  });

  it('by mounting, remounting, unmounting', async () => {
    const { stdout } = await inside(
      stage,
      'mount -t tmpfs none /mnt; mount -o remount,rw /usr; mount -o remount,rw /; umount .env; umount -l /proc; : > /usr/x && echo wrote',
      { scopes: open() },
    );
    expect(stdout).toBe('');
  });

  it('by starting over in a user namespace of its own', async () => {
    const { stdout } = await inside(
      stage,
      'unshare -Ur echo got in; unshare -Urm echo got in; bwrap --ro-bind / / echo got in',
    );
    expect(stdout).toBe('');
    expect(spawnedOutside('/usr/bin/unshare', ['-Ur', 'echo', 'got in'])).toContain('got in');
  });

  it('by programs that run with their owner’s rights', async () => {
    const { stdout } = await inside(
      stage,
      'for p in su mount passwd; do [ -u /usr/bin/$p ] && echo $p is there; done; su -c "echo got in" root </dev/null',
    );
    expect(stdout).not.toContain('got in');
  });

  it('by typing into the terminal of whoever started it', async () => {
    const { stdout } = await insidePerl(
      stage,
      `print "tty " if open(my $t, '+<', '/dev/tty'); my $c = "x"; for (0, 1, 2) { open(my $h, '>&=', $_); print "typed " if ioctl($h, 0x5412, $c) } print "done"`,
    );
    expect(stdout).toBe('done');
  });

  it('by devices', async () => {
    const { stdout } = await inside(
      stage,
      'ls /dev; mknod m c 1 3 && echo made; mknod d b 254 0 && echo made; ls /sys 2>/dev/null; echo 1 > /proc/sys/kernel/sysrq && echo wrote',
    );
    expect(stdout).not.toMatch(/made|wrote|vda|mem\b|kmsg|sda/);
  });
});

describe('turning the kernel’s switches', () => {
  it('is not possible for one of them, whoever the host runs as', async () => {
    const open =
      'find /proc -maxdepth 2 -type f -path "/proc/[a-z]*" 2>/dev/null; find /proc/sys /proc/fs /proc/irq -type f 2>/dev/null';
    // Opened for writing and nothing written: where this test fails, it has changed nothing.
    const { stdout } = await inside(
      stage,
      `{ ${open}; } | sort -u | grep -v ^/proc/self | grep -v ^/proc/thread-self | while read -r file; do (: > "$file") 2>/dev/null && echo "opened $file"; done; ls /proc/sys/kernel | wc -l`,
    );
    const [count, ...opened] = stdout.trimEnd().split('\n').reverse();
    expect(Number(count)).toBeGreaterThan(20);
    expect(opened).toEqual([]);
  });
});

describe('using up the machine', () => {
  const hasGroups = (): boolean => stage.machine.means.cgroups;

  it('by forking without end: held by the limit on processes', async () => {
    const { end } = await inside(stage, 'bomb() { bomb | bomb & }; bomb; sleep 1; exit 0', {
      limits: { pids: 20, wallMs: 10_000 },
    });
    expect(leftOfRuns(stage.owner)).toEqual([]);
    expect(end.usage?.held).toContainEqual({ limit: 'pids', value: 20, by: hasGroups() ? 'cgroup' : 'rlimit' });
    expect(end.usage?.peak_pids ?? 0).toBeLessThanOrEqual(20);
  });

  it('by taking memory without end: held by the limit on memory', async () => {
    const { end } = await insidePerl(stage, 'my @x; push @x, "x" x 1e6 while 1', {
      limits: { memoryBytes: 64 * 1024 ** 2, wallMs: 15_000 },
    });
    expect(end).toMatchObject({ exit_code: hasGroups() ? null : expect.any(Number) });
    expect(end.reason).not.toBe('timed_out');
    if (hasGroups()) {
      expect(end.error).toMatch(/ran out of memory/);
      expect(end.usage?.peak_memory_bytes ?? 0).toBeLessThanOrEqual(64 * 1024 ** 2);
    }
  });

  it('by filling the folders that lie in memory', async () => {
    const { stdout } = await inside(stage, 'head -c 200000000 /dev/zero > /tmp/x; wc -c < /tmp/x', {
      limits: { memoryBytes: 64 * 1024 ** 2 },
    });
    expect(Number(stdout || 0)).toBeLessThanOrEqual(64 * 1024 ** 2);
  });

  it('by computing without end: held by the limit on processor time, all processes together', async () => {
    const { end } = await inside(stage, 'for i in 1 2 3; do (while :; do :; done) & done; wait', {
      limits: { cpuMs: 1000, wallMs: 60_000 },
    });
    expect(end.reason === 'timed_out' || end.signal === 'SIGXCPU' || end.reason === 'exited').toBe(true);
    expect(end.error ?? '').toMatch(hasGroups() ? /more processor time/ : /.*/);
    expect(end.duration_ms).toBeLessThan(60_000);
    expect(end.usage?.cpu_ms ?? 0).toBeGreaterThan(500);
  });

  it('by filling the disk: held by the limit on file size', async () => {
    const { end } = await inside(stage, 'head -c 5000000 /dev/zero > big', { limits: { fileBytes: 1_000_000 } });
    expect(end.exit_code).not.toBe(0);
    expect(statSync(join(stage.workspace, 'big')).size).toBeLessThanOrEqual(1_000_000);
  });

  it('by opening files without end: held by the limit on open files', async () => {
    const { stdout } = await insidePerl(
      stage,
      'my @x; while (open(my $f, "<", "/dev/null")) { push @x, $f } print scalar @x',
      { limits: { openFiles: 64 } },
    );
    expect(Number(stdout)).toBeGreaterThan(10);
    expect(Number(stdout)).toBeLessThanOrEqual(64);
  });

  it('keeps what held it, and the peaks, on record', async () => {
    const { end } = await insidePerl(stage, 'my $x = "x" x 3e7; select(undef, undef, undef, 0.4)', {
      limits: { memoryBytes: 512 * 1024 ** 2, pids: 16, openFiles: 100 },
    });
    expect(end.usage?.held.map(({ limit }) => limit)).toEqual(['wall', 'output', 'memory', 'pids', 'open_files']);
    expect(end.usage?.peak_memory_bytes ?? 0).toBeGreaterThan(3e7);
    expect(end.usage?.peak_pids ?? 0).toBeGreaterThanOrEqual(1);
    expect(end.usage?.cpu_ms ?? -1).toBeGreaterThan(0);
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

const spawnedOutside = (program: string, args: readonly string[]): string =>
  spawnSync(program, args, { encoding: 'utf8' }).stdout;
