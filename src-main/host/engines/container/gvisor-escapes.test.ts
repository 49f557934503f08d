/** Ways out of a container behind gVisor, the real one, and addresses that its plan does not name: the same attempts as without gVisor. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ATTEMPTS, ATTEMPTS_PROGRAM, knowsMachine } from './fixtures/attempts.ts';
import { canMakeGround, openForbiddenGround } from './fixtures/forbidden-ground.ts';
import { canRunGvisor, type Gvisor, openGvisor } from './fixtures/own-gvisor.ts';
import { MEBIBYTE, type Stage } from './fixtures/stage.ts';

let gvisor: Gvisor;
let stage: Stage;
beforeAll(async () => {
  if (!canRunGvisor) return;
  gvisor = await openGvisor();
  stage = await gvisor.stage();
}, 180_000);
afterAll(async () => {
  if (!canRunGvisor) return;
  await stage.clear();
  expect(await gvisor.close()).toEqual([]);
}, 120_000);

/** What gVisor's kernel lets a program do in gVisor, where our filter of system calls is not asked: it reaches nothing of this machine's. */
const WITHIN = [
  ...[
    'a block device',
    'a character device',
    'a file by its handle',
    'a mount namespace by unshare',
    'the kernel’s log',
  ],
  ...['a queue past the filter (io_uring)', 'a user namespace by clone', 'a user namespace by unshare'],
];

describe.skipIf(!canRunGvisor || !knowsMachine)('a way out of gVisor (on x86-64)', { timeout: 120_000 }, () => {
  let succeeded: readonly string[];
  beforeAll(async () => {
    const egress = [{ host: 'service.example', port: 9, protocol: 'tcp', addresses: ['127.0.0.1'] }] as const;
    const plan = await stage.plan(
      ['perl', 'try.pl'],
      { egress, runtime: 'runsc', limits: { memoryBytes: 512 * MEBIBYTE } },
      { 'try.pl': ATTEMPTS_PROGRAM },
    );
    const { run, end } = await stage.run(plan);
    expect(end.reason).toBe('exited');
    succeeded = run.text.stdout.trim().split('\n');
  }, 120_000);

  it.each(Object.keys(ATTEMPTS).filter((name) => !WITHIN.includes(name)))('%s is closed', (name) => {
    expect(succeeded).toContain('tried');
    expect(succeeded).not.toContain(name);
  });

  it('a device that a program makes leads nowhere', async () => {
    const source = `my $f;
for (["disk", 060666, 0xfe00], ["memory", 020666, 0x101], ["kvm", 020666, 0x0ae8]) {
  my ($path, $mode, $number) = ("/tmp/$_->[0]", $_->[1], $_->[2]);
  print "$_->[0] opened\\n" if syscall(133, $path, $mode, $number) == 0 && sysopen($f, $path, 0);
}
print "tried\\n";`;
    const { run } = await stage.run(await stage.plan(['perl', 'try.pl'], { runtime: 'runsc' }, { 'try.pl': source }));
    expect(run.text).toEqual({ stdout: 'tried\n', stderr: '' });
  });
});

describe.skipIf(!canRunGvisor || !canMakeGround)('an address that is not in the plan', { timeout: 180_000 }, () => {
  it('is never reached from behind gVisor, however it is written', async () => {
    const ground = await openForbiddenGround('cs-gvisor');
    try {
      const others = ['127.0.0.1', '::1', '0.0.0.0', 'localhost', '::ffff:203.0.113.77', '3405803853', 'other.example'];
      const { run, dials } = await stage.python(ground.program([...ground.addresses, ...others]), {
        runtime: 'runsc',
        egress: [{ host: 'service.example', port: ground.targetPort, protocol: 'tcp', addresses: ['127.0.0.1'] }],
        limits: { wallMs: 120_000 },
      });
      expect(run.text.stderr).toBe('');
      expect(run.text.stdout.trim().split('\n')).toEqual([expect.stringMatching(/^tried \d+, target b'here'$/)]);
      expect(ground.heard).toEqual([]);
      expect(dials.map(({ host, port }) => `${host}:${port}`)).toEqual([`service.example:${ground.targetPort}`]);
    } finally {
      ground.close();
    }
  });
});
