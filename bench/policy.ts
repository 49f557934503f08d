/**
 * What a decision costs under a large policy, and what loading one costs. Paths differ from call to call, so nothing is remembered from
 * the last one. The host's own figures take the host's flags: `node --max-semi-space-size=2 --expose-gc bench/policy.ts`. Prints a table;
 * `--json FILE` writes the figures, `--calls N` sets how many decisions of each kind (20000).
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compilePolicy, decide } from '#host/policy/index.ts';
import { CommandPlan, NO_OTHER_LIMITS } from '#shared/model/index.ts';
import { type CompiledPolicy, DEFAULT_SANDBOX } from '#shared/policy/index.ts';
import { percentile, type Row, report, round } from './report.ts';

const { values: options } = parseArgs({
  options: { json: { type: 'string' }, calls: { type: 'string', default: '20000' } },
});
const calls = Number(options.calls);
const client = { name: 'bench', claims: null };

/** 200 globs of every shape that people write. */
const globs = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => {
    const shapes = [
      `~/work${at}/**`,
      `**/.secret${at}/**`,
      `**/name${at}.key`,
      `/srv/app${at}/*/logs/**`,
      `/opt/p${at}*/**`,
    ];
    return shapes[at % shapes.length] ?? '';
  });

function policyText(commands: number, rulesEach: number, globCount: number): string {
  const lines = ['version: 1', 'paths:', '  read:', '    - /home/bench/code/**'];
  const all = globs(globCount - 2);
  lines.push(...all.slice(0, all.length / 2).map((glob) => `    - "${glob}"`));
  lines.push(
    '  write: [/home/bench/code/**]',
    '  blocked:',
    ...all.slice(all.length / 2).map((glob) => `    - "${glob}"`),
  );
  lines.push('commands:');
  for (let command = 0; command < commands; command += 1) {
    lines.push(`  tool${command}:`, `    executable: /usr/bin/tool${command}`, '    rules:');
    for (let rule = 0; rule < rulesEach; rule += 1) {
      const verdict = rule % 10 === 9 ? 'ask' : 'allow';
      lines.push(
        `     - {verdict: ${verdict}, args: [word${rule}, "<path:read>..."], flags: {"-n": "<int:1-99>", "-v": none}}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function load(text: string): CompiledPolicy {
  const result = compilePolicy(text, {
    file: '/data/policy.yaml',
    version: 1,
    ownFolders: ['/data'],
    home: '/home/bench',
  });
  if (!result.ok) throw new Error(JSON.stringify(result.problems[0]));
  return result.policy;
}

const template = CommandPlan.parse({
  kind: 'command',
  command: 'tool0',
  executable: { named: '/usr/bin/tool0', path: '/usr/bin/tool0', device: '1', inode: '1', sha256: '0'.repeat(64) },
  argv: ['tool0'],
  operands: [],
  session: null,
  cwd: { path: '/home/bench/code', device: '1', inode: '1' },
  env: { PATH: '/usr/bin' },
  envFromAgent: [],
  stdin: null,
  sandbox: DEFAULT_SANDBOX,
  network: DEFAULT_SANDBOX === 'off',
  limits: { wallMs: 1000, outputBytes: 1000, ...NO_OTHER_LIMITS },
});

function planOf(call: number, commands: number, rulesEach: number): CommandPlan {
  const name = `tool${call % commands}`;
  const cwd = `/home/bench/code/project${call % 977}/src/deep`;
  const file = `file${call}.ts`;
  return {
    ...template,
    command: name,
    executable: { ...template.executable, named: `/usr/bin/${name}` },
    argv: [name, `word${(call * 7) % rulesEach}`, '-n', '5', '-v', file],
    paths: [{ named: file, path: `${cwd}/${file}` }],
    cwd: { ...template.cwd, path: cwd },
  };
}

function measure(title: string, commands: number, rulesEach: number): readonly Row[] {
  const policy = load(policyText(commands, rulesEach, 200));
  const times: number[] = [];
  const verdicts = { allow: 0, ask: 0, deny: 0 };
  for (let call = -5000; call < calls; call += 1) {
    const plan = planOf(Math.abs(call), commands, rulesEach);
    const from = process.hrtime.bigint();
    const { verdict } = decide(plan, client, policy, 0);
    const tookUs = Number(process.hrtime.bigint() - from) / 1000;
    if (call < 0) continue;
    verdicts[verdict] += 1;
    times.push(tookUs);
  }
  if (verdicts.deny > 0) throw new Error(`expected no denial, got ${verdicts.deny}`);
  return [
    { figure: `${title}: p50`, value: percentile(times, 0.5), unit: 'µs', target: '≤ 25' },
    { figure: `${title}: p99`, value: percentile(times, 0.99), unit: 'µs', target: '≤ 200' },
  ];
}

function loading(): readonly Row[] {
  const text = policyText(100, 100, 200);
  const times: number[] = [];
  const kept: CompiledPolicy[] = [];
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let round = 0; round < 7; round += 1) {
    const from = performance.now();
    kept.push(load(text));
    times.push(performance.now() - from);
  }
  const first = times[0] ?? Number.NaN;
  globalThis.gc?.();
  const heldMb = (process.memoryUsage().heapUsed - before) / kept.length / 1_000_000;
  const rows: Row[] = [
    {
      figure: `load and compile 10,000 rules (${Math.round(text.length / 1000)} kB), first`,
      value: round(first),
      unit: 'ms',
      target: '≤ 1000',
    },
    { figure: 'the same, p50 of 7', value: percentile(times, 0.5), unit: 'ms', target: '≤ 1000' },
  ];
  if (globalThis.gc === undefined) return rows;
  return [...rows, { figure: 'memory held by 10,000 rules', value: round(heldMb), unit: 'MB', target: '≤ 60' }];
}

// Loading comes first, so that its first figure is that of a cold process.
const rows = [
  ...loading(),
  ...measure('decide, 1,000 rules in 50 commands, 200 globs', 50, 20),
  ...measure('decide, 1,000 rules in one command, 200 globs', 1, 1000),
];
report('policy', rows);
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ bench: 'policy', rows }, null, 2)}\n`);
