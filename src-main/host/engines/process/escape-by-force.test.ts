/** Attacks on the sandbox by way of other programs, the kernel and the machine itself, each named by what it tries, run behind a real one. */
import { spawn, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FencedStage, inside, insidePerl } from './fixtures/fenced-stage.ts';
import { type GuardedHome, setGuardedHome } from './fixtures/guarded-home.ts';
import { leftOfRuns } from './fixtures/stage.ts';

let home: GuardedHome;
let stage: FencedStage;
let open: GuardedHome['open'];

beforeAll(async () => {
  home = await setGuardedHome();
  ({ stage, open } = home);
});
afterAll(async () => {
  expect(await stage.clear()).toEqual([]);
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

const spawnedOutside = (program: string, args: readonly string[]): string =>
  spawnSync(program, args, { encoding: 'utf8' }).stdout;
