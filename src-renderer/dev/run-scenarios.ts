/** Worlds with runs that print, and with a log of them. */
import type { RecordBody, TranscriptChunk } from '#shared/model/index.ts';
import type { FakeHost } from '../fake-host/fake-host.ts';
import {
  approvalId,
  askVerdict,
  chunksOf,
  commandPlan,
  endOf,
  fakeHash,
  recordOf,
  requestId,
  runId,
  runOf,
} from '../fake-host/fixtures.ts';
import { waiting } from './approval-scenarios.ts';
import { ago, at, claude, cursor, push } from './moments.ts';

const esc = '\u001b[';
const solver: readonly TranscriptChunk[] = chunksOf([
  [0, 'stdout', `[*] Opening connection to pwn.lab.example on port 31337: ${esc}32mDone${esc}0m\n`],
  [212, 'stdout', '[*] leak: 0x7f21c3a5d8c0\n'],
  [215, 'stdout', '[*] libc base: 0x7f21c3870000\n'],
  [1840, 'stderr', `${esc}33mwarning:${esc}0m retrying stage 2 (1/3)\n`],
  [2410, 'stdout', 'progress 10%\rprogress 55%\rprogress 100%\n'],
  [5120, 'stdout', '\u001b]8;;https://evil.test/\u0007click here\u001b]8;;\u0007 <img src=x onerror=alert(1)>\n'],
  [6902, 'stdout', 'token=•••(github token) \u202eDENIED\u202c\n'],
  [
    6977,
    'stdout',
    `${esc}1mFLAG{a-flag-would-be-here}${esc}0m  ${esc}38;5;208morange${esc}0m ${esc}44;97mon blue${esc}0m ${esc}7mreverse${esc}0m\n`,
  ],
]);

export async function runs(host: FakeHost): Promise<void> {
  await waiting(host);
  const live = await runOf(40, commandPlan(['python3', 'solve.py', '--host', 'pwn.lab.example'], at('ctf')), {
    client: claude,
    approval: approvalId(11),
    approved_by: 'anna via browser',
    started_at: ago(7),
    end: null,
  });
  const noisy = await runOf(39, commandPlan(['npm', 'test'], at('website')), {
    client: cursor,
    started_at: ago(300),
    end: endOf({ dropped_bytes: 3_200_000, stdout: { bytes: 4_310_000, sha256: fakeHash('aa') } }),
  });
  host.world.runs = [
    live,
    noisy,
    await runOf(38, commandPlan(['npx', 'tsc', '--noEmit']), {
      started_at: ago(900),
      end: endOf({ exit_code: 1, duration_ms: 2140 }),
    }),
    await runOf(37, commandPlan(['npm', 'run', 'dev']), {
      started_at: ago(1200),
      end: endOf({ reason: 'timed_out', exit_code: null, signal: 'SIGTERM', duration_ms: 30_000 }),
    }),
    await runOf(36, commandPlan(['make', 'deploy']), {
      started_at: ago(90_000),
      end: endOf({ reason: 'failed', exit_code: null, error: 'spawn make ENOENT', duration_ms: 3 }),
    }),
    await runOf(35, commandPlan(['sleep', '600']), {
      started_at: ago(200_000),
      end: endOf({ reason: 'stopped', exit_code: null, signal: 'SIGTERM', duration_ms: 65_000 }),
    }),
  ];
  host.world.transcripts.set(runId(40), solver);
  host.world.transcripts.set(runId(39), manyLines(10_000));
  host.world.transcripts.set(
    runId(38),
    chunksOf([
      [
        900,
        'stdout',
        `src/app.ts(3,7): ${esc}31merror${esc}0m TS2322: Type 'string' is not assignable to type 'number'.\n`,
      ],
      [2100, 'stderr', 'Found 1 error.\n'],
    ]),
  );
  let seq = solver.length;
  const timer = setInterval(() => {
    host.print(runId(40), [
      {
        seq,
        at_ms: 7000 + seq * 100,
        stream: seq % 5 === 0 ? 'stderr' : 'stdout',
        text: `[*] trying offset ${seq * 8}\n`,
        gap_bytes: 0,
      },
    ]);
    seq += 1;
    if (seq > 40) clearInterval(timer);
  }, 60);
}

function manyLines(count: number): readonly TranscriptChunk[] {
  const chunks: TranscriptChunk[] = [];
  for (let seq = 0; seq < count / 25; seq += 1) {
    const text = Array.from(
      { length: 25 },
      (_, n) =>
        ` ${esc}32m✓${esc}39m src/part-${seq}/file-${n}.test.ts ${esc}2m(${(n % 7) + 1} tests)${esc}22m ${n * 3 + 1}${esc}2m ms${esc}22m\n`,
    ).join('');
    chunks.push({ seq, at_ms: seq * 90, stream: 'stdout', text, gap_bytes: seq === 200 ? 3_200_000 : 0 });
  }
  return chunks;
}

export async function audit(host: FakeHost): Promise<void> {
  await waiting(host);
  host.world.records = Array.from({ length: 10_000 }, (_, n) => recordOf(n + 8235, bodyOf(n))).reverse();
}

function bodyOf(n: number): RecordBody {
  const request = requestId(Math.floor(n / 6));
  const digest = push.executable.sha256;
  const bodies: readonly RecordBody[] = [
    {
      type: 'requested',
      request,
      client: n % 12 < 6 ? 'Claude Code' : 'Cursor',
      claims: 'claude-code 2.1',
      tool: 'execute_command',
      input: { argv: push.argv },
      agent_reason: null,
    },
    {
      type: 'decided',
      request,
      plan: push,
      digest,
      verdict:
        n % 18 === 1
          ? { verdict: 'deny', rule: null, lost: [], reasons: [], hint: null }
          : askVerdict('Publishes commits.', 14),
    },
    { type: 'asked', request, approval: approvalId(11), digest },
    {
      type: 'answered',
      request,
      approval: approvalId(11),
      digest,
      answer: n % 4 === 3 ? 'denied' : 'approved',
      by: 'anna via browser',
      scope: 'exact',
      lifetime: 'once',
      because: n % 4 === 3 ? 'Not on a Friday' : null,
    },
    { type: 'started', request, run: runId(39), digest },
    n % 30 === 5
      ? { type: 'house', event: 'knock-refused', detail: { host: 'evil.test', status: 403 } }
      : { type: 'finished', request, run: runId(39), outcome: n % 5 === 0 ? 'tool-failed' : 'ok', message: null },
  ];
  return bodies[n % 6] ?? { type: 'house', event: 'host-started', detail: {} };
}
