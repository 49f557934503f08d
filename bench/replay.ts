/**
 * What replaying a draft over the past costs: 10,000 requests in a real audit log (four records each), under a policy of 1,000 rules.
 * The longest time that the event loop was held is measured beside it.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSecrets } from '../src-main/headless/file-secrets.ts';
import { openPolicy, PolicyTools } from '../src-main/host/policy/index.ts';
import { systemClock } from '../src-main/host/ports/system-clock.ts';
import { openRecords, type Records } from '../src-main/host/records/index.ts';
import { freshId } from '../src-main/host/storage/index.ts';
import { CommandPlan, NO_OTHER_LIMITS, RequestId, RunId, Sha256, type Verdict } from '../src-shared/model/index.ts';
import { silentLog } from '../test/silent-log.ts';
import { report, round } from './report.ts';

const REQUESTS = 10_000;
const base = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
const digest = Sha256.parse('a'.repeat(64));

const lines = ['version: 1', 'paths: { read: [/srv/**], write: [/srv/**] }', 'commands:'];
for (let command = 0; command < 50; command += 1) {
  lines.push(`  tool${command}:`, `    executable: /usr/bin/tool${command}`, '    rules:');
  for (let rule = 0; rule < 20; rule += 1) {
    lines.push(`     - {verdict: allow, args: [word${rule}, "..."], flags: {"-n": "<int:1-99>", "-v": none}}`);
  }
}
const text = `${lines.join('\n')}\n`;

function planOf(at: number): CommandPlan {
  const name = `tool${at % 50}`;
  const path = `/usr/bin/${name}`;
  return CommandPlan.parse({
    ...{ kind: 'command', command: name, executable: { named: path, path, device: '1', inode: '1', sha256: digest } },
    argv: [name, `word${at % 20}`, '-n', '5', `file${at}.ts`],
    ...{ operands: [], paths: [], session: null, cwd: { path: '/srv/project', device: '1', inode: '1' } },
    ...{ env: { HOME: '/home/bench', PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' }, envFromAgent: [], stdin: null },
    ...{ sandbox: 'off', network: true, limits: { wallMs: 1000, outputBytes: 1000, ...NO_OTHER_LIMITS } },
  });
}

async function writePast(records: Records): Promise<void> {
  const verdict: Verdict = { verdict: 'allow', rule: null, lost: [], reasons: [], hint: null };
  for (let at = 0; at < REQUESTS; at += 1) {
    const plan = planOf(at);
    const id = RequestId.parse(freshId('req_'));
    const input = { argv: plan.argv, working_dir: plan.cwd.path };
    const request = {
      id,
      client: { name: 'bench', claims: null },
      tool: 'execute_command',
      input,
      agentReason: null,
      connection: 'x',
    };
    const run = { id: RunId.parse(`run_20260101_000000_${at.toString(16).padStart(8, '0')}`), end: null };
    await Promise.all([
      records.requested(request),
      records.decided(request, plan, digest, verdict),
      records.finished(request, run, 'ok', null),
    ]);
  }
}

try {
  const folder = { audit: join(base, 'audit'), runs: join(base, 'runs'), history: join(base, 'history') };
  for (const path of Object.values(folder)) mkdirSync(path);
  const [clock, log] = [systemClock(), silentLog()];
  const records = await openRecords({ folder, clock, log, secrets: fileSecrets(base), version: 'bench' });
  await writePast(records);
  const file = join(base, 'policy.yaml');
  writeFileSync(file, text, { mode: 0o600 });
  const policies = await openPolicy({
    file,
    ownFolders: [],
    home: '/home/bench',
    historyFolder: folder.history,
    starter: async () => text,
    clock,
    log,
  });
  const tools = new PolicyTools({ policies, records, clock, file });
  await tools.counted();
  const draft = text.replaceAll('verdict: allow, args: [word3,', 'verdict: ask, args: [word3,');
  let [longestMs, lastMs] = [0, performance.now()];
  const beat = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - lastMs);
    lastMs = performance.now();
  }, 1);
  const from = performance.now();
  const { replayed, skipped, changed } = await tools.replay(draft, REQUESTS, () => undefined);
  const tookMs = performance.now() - from;
  clearInterval(beat);
  if (replayed !== REQUESTS || skipped !== 0 || changed.length !== REQUESTS / 20) {
    throw new Error(
      `expected ${REQUESTS} replayed, got ${JSON.stringify({ replayed, skipped, changed: changed.length })}`,
    );
  }
  const rows = [
    { figure: 'replay of 10,000 requests, 1,000 rules', value: round(tookMs), unit: 'ms', target: '≤ 2000' },
    { figure: 'the event loop was held for at most', value: round(longestMs), unit: 'ms', target: '' },
  ];
  report('replay', rows);
  await tools.close();
  await policies.close();
  await records.close();
} finally {
  rmSync(base, { recursive: true });
}
