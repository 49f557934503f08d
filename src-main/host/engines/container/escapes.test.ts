/**
 * Ways out of a container that do not go over an address, each tried in a real one: sockets that no network namespace holds, namespaces and
 * mounts of one's own, keys, devices, control groups, the init, the kernel's switches. The same attempts in a container with many rights show
 * which of them can succeed on this machine, so that a refusal means something. None of them changes anything there: what would act is opened
 * and not written.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ATTEMPTS, ATTEMPTS_PROGRAM, knowsMachine } from './fixtures/attempts.ts';
import {
  BASE_IMAGE,
  describeWithEngine,
  docker,
  isPodman,
  type Stage,
  setStage,
  USUAL_ULIMITS,
} from './fixtures/stage.ts';

let stage: Stage;
let succeeded: readonly string[];
let privileged: readonly string[];
beforeAll(async () => {
  if (!knowsMachine) return;
  stage = await setStage();
  const egress = [{ host: 'service.example', port: 9, protocol: 'tcp', addresses: ['127.0.0.1'] }] as const;
  const { run, end } = await stage.run(
    await stage.plan(['perl', 'try.pl'], { egress }, { 'try.pl': ATTEMPTS_PROGRAM }),
  );
  expect([end.reason, run.text.stderr]).toEqual(['exited', '']);
  succeeded = run.text.stdout.trim().split('\n');
  privileged = await withManyRights();
}, 60_000);
afterAll(async () => {
  if (knowsMachine) expect(await stage.clear()).toEqual([]);
});

/** Not `Privileged`: a machine that lacks one of all rights itself could not start that. */
const MANY_RIGHTS = ['SYS_ADMIN', 'NET_ADMIN', 'NET_RAW', 'MKNOD', 'SYS_CHROOT', 'SYS_PTRACE', 'DAC_READ_SEARCH'];

async function withManyRights(): Promise<readonly string[]> {
  const unhidden = isPodman ? ['unmask=ALL'] : ['apparmor=unconfined'];
  const open = { SecurityOpt: ['seccomp=unconfined', ...unhidden], MaskedPaths: [], ReadonlyPaths: [] };
  const host = { ...open, CapAdd: MANY_RIGHTS, NetworkMode: 'none', Ulimits: USUAL_ULIMITS };
  const request = { Image: BASE_IMAGE, Cmd: ['perl', '-e', ATTEMPTS_PROGRAM], Tty: true, HostConfig: host };
  const container = await docker.createContainer(request);
  try {
    await container.start();
    await container.wait();
    return (await container.logs({ stdout: true })).toString('utf8').trim().split(/\r?\n/);
  } finally {
    await container.remove({ force: true });
  }
}

describe.skipIf(!knowsMachine)('a way out of a container (on x86-64)', () => {
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
