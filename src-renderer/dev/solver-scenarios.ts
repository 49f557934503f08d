/** Worlds about solvers: one that waits, one that ran, a probe. */
import { type Approval, Plan, RunId, type RunSummary } from '#shared/model/index.ts';
import type { FakeHost } from '../fake-host/fake-host.ts';
import { approvalOf, askVerdict, chunksOf, fakeHash, runOf } from '../fake-host/fixtures.ts';
import { claude } from './moments.ts';

const source = `#!/usr/bin/env python3
"""Coppersmith on the low bits of p, then a padding oracle."""
import os
from pwn import remote
from lib.rsa import small_roots

HOST, PORT = os.environ["CTF_HOST"], int(os.environ["CTF_PORT"])

def oracle(talk, message):
    talk.sendline(message.hex().encode())
    return b"ok" in talk.recvline()   # one bit a question

with remote(HOST, PORT) as talk:
    n = int(talk.recvline().split(b"=")[1], 16)
    p = small_roots(n, bits=512)
    assert n % p == 0
    print("flag:", talk.recvall(timeout=5).decode())
`;

const target = { host: 'chall.example.org', port: 31_337, protocol: 'tcp', addresses: ['203.0.113.7', '2001:db8::7'] };
const limits = {
  ...{ wallMs: 30_000, outputBytes: 1_000_000, memoryBytes: 512_000_000, pids: 128 },
  ...{ cpuMs: null, openFiles: 512, fileBytes: 128_000_000 },
};

export const solverPlan = (change: object = {}, spec: object = {}): Plan =>
  Plan.parse({
    ...{ kind: 'solver', language: 'pwn', entrypoint: 'solve.py', args: ['--quick'], target },
    package: { sha256: fakeHash('5a17'), bytes: 4210 },
    validated: { claimed: fakeHash('5a17'), covers: 'package' },
    claims: {
      sandboxFailure: {
        reason: 'My sandbox has no network: connecting to the service is refused.',
        attemptedAt: '2026-06-01 11:58',
        errorExcerpt: 'OSError: [Errno 101] Network is unreachable',
        commandSummary: 'python3 solve.py --quick',
      },
      localValidation: {
        summary: 'Against a local copy of the service it prints flag{local} in 4 seconds, ten times of ten.',
      },
    },
    envFromAgent: ['MODE'],
    derivedFrom: null,
    ...change,
    container: {
      image: { name: 'countersign/runner-pwn:local', id: `sha256:${fakeHash('1a6e')}` },
      argv: ['/usr/bin/python3', '/work/solve.py', '--quick'],
      env: { CTF_HOST: 'chall.example.org', CTF_PORT: '31337', MODE: 'fast', PATH: '/usr/local/bin:/usr/bin:/bin' },
      workingDir: '/work',
      files: [
        { path: 'lib/rsa.py', sha256: fakeHash('11b1'), bytes: 2900 },
        { path: 'solve.py', sha256: fakeHash('501e'), bytes: 642 },
        { path: 'sample.bin', sha256: fakeHash('b1b1'), bytes: 48 },
      ],
      ...{
        user: '1000:1000',
        runtime: 'runc',
        firewall: 'none',
        cpus: 1,
        scratchBytes: 128_000_000,
        egress: [target],
        limits,
      },
      ...spec,
    },
  });

const probePlan = (): Plan => {
  const { container } = solverPlan() as Extract<Plan, { kind: 'solver' }>;
  return Plan.parse({
    ...{
      kind: 'probe',
      target: { ...target, port: 443 },
      tls: true,
      reason: 'My sandbox cannot connect; I want to know whether it is up.',
    },
    container: {
      ...container,
      firewall: 'iptables',
      egress: [{ ...target, port: 443 }],
      files: [{ path: 'probe.py', sha256: fakeHash('9a0b'), bytes: 1800 }],
    },
  });
};

function put(host: FakeHost): void {
  host.world.packageFiles.set('solve.py', source);
  host.world.packageFiles.set('lib/rsa.py', 'def small_roots(n, bits):\n    return n  # ...\n'.repeat(40));
  host.world.packageFiles.set(
    'sample.bin',
    `base64:${btoa('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0hello world, these are bytes')}`,
  );
}

const asked = async (n: number, plan: Plan, summary: string, change: Partial<Approval> = {}): Promise<Approval> =>
  approvalOf(n, plan, {
    ...{ client: claude, tool: 'run_solver_fallback', summary },
    verdict: askVerdict('The agent’s own program would run, in a container.', 14, 'solvers.languages.pwn'),
    agent_reason: 'The service is up and the exploit works locally; this is the real run.',
    ...change,
  });

export async function solverWaits(host: FakeHost): Promise<void> {
  put(host);
  const words = 'in a container, against chall.example.org:31337 (TCP) at 203.0.113.7, 2001:db8::7';
  host.world.approvals = [
    await asked(1, solverPlan(), `Run solve.py (pwn) and 2 more files ${words}`),
    await asked(2, probePlan(), 'Probe chall.example.org:443 (TCP) at 203.0.113.7 from a container', {
      tool: 'probe_target_from_runner',
    }),
  ];
}

export async function solverHides(host: FakeHost): Promise<void> {
  put(host);
  host.world.packageFiles.set(
    'solve.py',
    `${source}# all good\u202e\nprint("x")${' '.repeat(900)}; __import__("os").system("id")\ncount = 1; сount = 2\n`,
  );
  const plan = solverPlan({ validated: { claimed: null, covers: 'nothing' } });
  host.world.approvals = [await asked(1, plan, 'Run solve.py (pwn) and 2 more files in a container')];
}

export async function solverRan(host: FakeHost): Promise<void> {
  put(host);
  const earlier = RunId.parse('run_20260601_115000_0badc0de');
  const plan = solverPlan({ derivedFrom: earlier, validated: { claimed: fakeHash('5a17'), covers: 'nothing' } });
  const run: RunSummary = await runOf(3, plan, {
    client: claude,
    tool: 'rerun_run',
    summary: 'Run solve.py (pwn) and 2 more files in a container',
  });
  host.world.runs = [run];
  host.world.transcripts.set(
    run.id,
    chunksOf([
      [400, 'stderr', '[x] Opening connection to chall.example.org on port 31337: Done\n'],
      [38_900, 'stdout', 'flag: flag{not_on_this_disk}\n'],
    ]),
  );
  host.world.kept.set(run.id, [
    { kind: 'package', path: 'solve.py', bytes: 642, sha256: fakeHash('501e') },
    { kind: 'package', path: 'lib/rsa.py', bytes: 2900, sha256: fakeHash('11b1') },
    { kind: 'left', path: 'flag.txt', bytes: 24, sha256: fakeHash('f1a6') },
    { kind: 'left', path: 'trace/pcap.bin', bytes: 48, sha256: fakeHash('b1b1') },
    { kind: 'report', path: 'transcript.txt', bytes: 2210, sha256: fakeHash('4e90') },
  ]);
  host.world.packageFiles.set('flag.txt', 'flag{not_on_this_disk}\n');
  host.world.packageFiles.set('trace/pcap.bin', `base64:${btoa('\xd4\xc3\xb2\xa1\x02\0\x04\0 and more')}`);
  host.world.packageFiles.set(
    'transcript.txt',
    '[RUN_ID]\nrun_20260601_120000_0123abcd\n\n[STDOUT]\n24 bytes\n| flag{not_on_this_disk}\n',
  );
}
