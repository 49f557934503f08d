/**
 * Ways out of a container that do not go over an address, each tried in a real one: sockets that no network namespace holds, namespaces and
 * mounts of one's own, keys, devices, control groups, the init, the kernel's switches. The same attempts in a container with many rights show
 * which of them can succeed on this machine, so that a refusal means something. None of them changes anything there: what would act is opened
 * and not written.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BASE_IMAGE, describeWithEngine, docker, type Stage, setStage } from './fixtures/stage.ts';

/** Perl, which every Debian has, can make any system call; the numbers are those of x86-64. */
const isKnownMachine = process.arch === 'x64';

interface Attempt {
  /** A Perl expression, true if it succeeded. */
  readonly perl: string;
  /** Whether it succeeds with many rights on any machine that runs the tests; what hangs on its kernel is `false`. */
  readonly canSucceed: boolean;
}
const attempt = (perl: string, canSucceed = true): Attempt => ({ perl, canSucceed });
const call = (number: number, ...args: readonly (number | string)[]): string =>
  // Perl hands over a text only if it could be written to.
  `do { my @a = (${args.join(', ')}); syscall(${[number, ...args.map((_, at) => `$a[${at}]`)].join(', ')}) >= 0 }`;
const opens = (path: string): string => `sysopen(my $f, "${path}", 1)`;
const socket = (family: number, type: number, protocol = 0): string => `socket(my $s, ${family}, ${type}, ${protocol})`;

const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  'a socket to the machine below (AF_VSOCK), stream': attempt(socket(40, 1), false),
  'a socket to the machine below (AF_VSOCK), datagram': attempt(socket(40, 2), false),
  'a packet socket (AF_PACKET)': attempt(socket(17, 3)),
  'a raw IPv4 socket': attempt(socket(2, 3, 1)),
  'a raw IPv6 socket': attempt(socket(10, 3, 58), false),
  'the kernel’s ciphers (AF_ALG)': attempt(socket(38, 5), false),
  'a queue past the filter (io_uring)': attempt(call(425, 4, '"\\0" x 256'), false),
  'the kernel’s keys: joining a ring': attempt(call(250, 0, -4, 1)),
  'the kernel’s keys: adding one': attempt(call(248, '"user"', '"x"', '"y"', 1, -2)),
  'a user namespace by unshare': attempt(call(272, 0x10000000)),
  'a mount namespace by unshare': attempt(call(272, 0x20000)),
  'a network namespace by unshare': attempt(call(272, 0x40000000)),
  'a user namespace by clone': attempt(
    `do { my $p = syscall(56, ${0x10000000 | 17}, 0, 0, 0, 0); syscall(231, 0) if $p == 0; $p > 0 }`,
  ),
  'the namespaces of the init': attempt(
    'sysopen(my $f, "/proc/1/ns/mnt", 0) && syscall(308, fileno($f), 0) >= 0',
    false,
  ),
  'a mount': attempt(call(165, '"none"', '"/mnt"', '"tmpfs"', 0, 0)),
  'a mount by the newer calls': attempt(call(430, '"tmpfs"', 0), false),
  'the root made writable': attempt(call(165, '"none"', '"/"', '"none"', 0x20, 0)),
  'what hides the machine taken away': attempt(call(166, '"/proc/kcore"', 2), false),
  'another root': attempt(call(161, '"/tmp"')),
  'a file by its handle': attempt(`${call(304, -100, '"\\0" x 64', 0)} || $! != 1`),
  'a character device': attempt(call(133, '"/tmp/character-device"', '020666', 0x103)),
  'a block device': attempt(call(133, '"/tmp/block-device"', '060666', 0xfe00)),
  'the kernel’s log': attempt(call(103, 3, '"\\0" x 100', 100), false),
  'a program in the kernel (bpf)': attempt(call(321, 0, 'pack("LLLL", 2, 4, 4, 1) . "\\0" x 56', 72), false),
  'counters of the kernel (perf)': attempt(call(298, 'pack("LL", 1, 112) . "\\0" x 104', 0, -1, -1, 0), false),
  'faults handed to a program (userfaultfd)': attempt(call(323, 0), false),
  'the machine’s name': attempt(call(170, '"other"', 5)),
  'ports of the processor': attempt(call(172, 0), false),
  'the magic key (/proc/sysrq-trigger)': attempt(opens('/proc/sysrq-trigger'), false),
  'the kernel’s switches (/proc/sys)': attempt(opens('/proc/sys/kernel/core_pattern')),
  'the machine’s memory (/proc/kcore)': attempt(
    'sysopen(my $f, "/proc/kcore", 0) && sysread($f, my $x, 4) == 4',
    false,
  ),
  'devices through /sys': attempt(
    `do { my @f = glob("/sys/class/*/*/uevent"); grep { sysopen(my $f, $_, 1) } @f }`,
    false,
  ),
  'the kernel’s switches through /sys': attempt(opens('/sys/kernel/uevent_helper'), false),
  'a control group’s agent (release_agent)': attempt(
    `do { my @f = glob("/sys/fs/cgroup/release_agent /sys/fs/cgroup/*/release_agent"); grep { sysopen(my $f, $_, 1) } @f }`,
    false,
  ),
  'its own limits': attempt(
    `do { my @f = glob("/sys/fs/cgroup/memory.max /sys/fs/cgroup/pids.max /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/pids/pids.max"); grep { sysopen(my $f, $_, 1) } @f }`,
    false,
  ),
  'a control group of its own': attempt(
    `do { my @d = glob("/sys/fs/cgroup /sys/fs/cgroup/memory /sys/fs/cgroup/pids"); grep { mkdir("$_/mine") && rmdir("$_/mine") } @d }`,
    false,
  ),
  'more rights for itself': attempt(
    call(126, 'pack("LL", 0x20080522, 0)', 'pack("LLLLLL", 0xffffffff, 0xffffffff, 0, 0, 0, 0)'),
    false,
  ),
  'another user': attempt(call(105, 0)),
  'another group': attempt(call(106, 0)),
};

const PROGRAM = `my %t = (${Object.entries(ATTEMPTS)
  .map(([name, { perl }]) => `${JSON.stringify(name)} => sub { ${perl} }`)
  .join(',\n')});
$| = 1;
for my $name (sort keys %t) {
  # Each in a process of its own: a namespace or root that one gets is not the next one's.
  my $child = fork;
  if ($child == 0) { my $ok = eval { $t{$name}->() }; syscall(231, $ok ? 42 : 0) }
  waitpid($child, 0);
  print "$name\\n" if ($? >> 8) == 42;
}
print "tried\\n";
`;

let stage: Stage;
let succeeded: readonly string[];
let privileged: readonly string[];
beforeAll(async () => {
  if (!isKnownMachine) return;
  stage = await setStage();
  const egress = [{ host: 'service.example', port: 9, protocol: 'tcp', addresses: ['127.0.0.1'] }] as const;
  const { run, end } = await stage.run(await stage.plan(['perl', 'try.pl'], { egress }, { 'try.pl': PROGRAM }));
  expect([end.reason, run.text.stderr]).toEqual(['exited', '']);
  succeeded = run.text.stdout.trim().split('\n');
  privileged = await withManyRights();
}, 60_000);
afterAll(async () => {
  if (isKnownMachine) expect(await stage.clear()).toEqual([]);
});

/** Not `Privileged`: a machine that lacks one of all rights itself could not start that. */
const MANY_RIGHTS = ['SYS_ADMIN', 'NET_ADMIN', 'NET_RAW', 'MKNOD', 'SYS_CHROOT', 'SYS_PTRACE', 'DAC_READ_SEARCH'];

async function withManyRights(): Promise<readonly string[]> {
  const open = { SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'], MaskedPaths: [], ReadonlyPaths: [] };
  const host = { ...open, CapAdd: MANY_RIGHTS, NetworkMode: 'none' };
  const request = { Image: BASE_IMAGE, Cmd: ['perl', '-e', PROGRAM], Tty: true, HostConfig: host };
  const container = await docker.createContainer(request);
  try {
    await container.start();
    await container.wait();
    return (await container.logs({ stdout: true })).toString('utf8').trim().split(/\r?\n/);
  } finally {
    await container.remove({ force: true });
  }
}

describe.skipIf(!isKnownMachine)('a way out of a container (on x86-64)', () => {
  describeWithEngine('that goes over no address', () => {
    it('is open to a container with many rights, so that these tests can fail', () => {
      const possible = Object.keys(ATTEMPTS).filter((name) => ATTEMPTS[name]?.canSucceed);
      expect(privileged).toEqual(expect.arrayContaining(['tried', ...possible]));
    });

    it.each(Object.keys(ATTEMPTS))('%s is closed', (name) => {
      expect(succeeded).toContain('tried');
      expect(succeeded).not.toContain(name);
    });

    it('the init cannot be ended, nor read, nor traced to more than its program has', async () => {
      const source = `$| = 1;
kill $_, 1 for 9, 19; # those that it catches it hands on to what it started
print "traced " if syscall(101, 16, 1, 0, 0) == 0;
print "read " if open(my $f, "<", "/proc/1/environ") && <$f> =~ /SECRET/;
open(my $s, "<", "/proc/1/status"); print grep { /^(Uid|CapEff|CapBnd|NoNewPrivs|Seccomp):/ } <$s>;
print "still here\\n";`;
      const { run, end } = await stage.run(await stage.plan(['perl', 'try.pl'], {}, { 'try.pl': source }));
      expect(run.text.stdout).toMatch(
        /^(?:traced )?Uid:\t64321\t64321\t64321\t64321\nCapEff:\t0{16}\nCapBnd:\t0{16}\n/,
      );
      expect(run.text.stdout).toMatch(/NoNewPrivs:\t1\nSeccomp:\t2\nstill here\n$/);
      expect(end.reason).toBe('exited');
    });
  });
});
