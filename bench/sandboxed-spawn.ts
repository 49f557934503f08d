/**
 * What the process engine adds to a sandboxed start: /usr/bin/true behind the fence through `carryOut`, against bubblewrap alone told to show the
 * very same, taking turns in the same run. `--runs N` sets how many of each (200). Real runs come with a pause between them; so do these.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  type FencedStage,
  fencedPlan,
  granted,
  setFencedStage,
} from '../src-main/host/engines/process/fixtures/fenced-stage.ts';
import { MemoryRun } from '../src-main/host/engines/process/fixtures/stage.ts';
import { percentile, type Row, report, round } from './report.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '200' } } });
const PAUSE_MS = 60;

/** The fence that the engine would raise, with nothing of the engine around it. */
async function bareBubblewrap(stage: FencedStage, plan: Awaited<ReturnType<typeof fencedPlan>>): Promise<void> {
  const { bubblewrap } = stage.machine;
  if (bubblewrap === null || plan.confinement === null) throw new Error(stage.machine.sandbox.found);
  using raised = bubblewrap.raise({ ...plan, confinement: plan.confinement }, []);
  const fence = raised.options.slice(2, raised.options.indexOf('--'));
  const handles = [...new Set(fence.flatMap((each) => (typeof each === 'object' ? [each.handle] : [])))];
  const readers = new Set(
    fence.flatMap((each) => (typeof each === 'object' && each.read === true ? [each.handle] : [])),
  );
  // What is read is read from its beginning only where it is opened anew.
  const files = handles.map((each) => (readers.has(each) ? openSync(`/proc/self/fd/${each}`, 'r') : each));
  const FIRST = 3;
  const words = fence.map((each) =>
    typeof each === 'object' ? `${FIRST + handles.indexOf(each.handle)}` : String(each),
  );
  await new Promise<void>((resolve, reject) => {
    const child = spawn('/usr/bin/bwrap', [...words, '--', plan.executable.path], {
      env: plan.env,
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', ...files],
    });
    for (const file of files) if (!handles.includes(file)) closeSync(file);
    let said = '';
    child.stderr?.on('data', (text: Buffer) => {
      said += text.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`bubblewrap ended with ${code}: ${said}`))));
  });
}

const stage = await setFencedStage();
const free = await fencedPlan(stage, { program: '/usr/bin/true' });
const limits = { memoryBytes: 2 ** 31, pids: 256, openFiles: 1024, fileBytes: 2 ** 31 };
const limited = await fencedPlan(stage, { program: '/usr/bin/true', limits });
const through = async (plan: typeof free): Promise<void> => {
  const { end } = await stage.engine.carryOut(granted(plan), new MemoryRun(), new AbortController().signal);
  if (end.reason !== 'exited' || end.exit_code !== 0) throw new Error(JSON.stringify(end));
};
const BARE = 'bare bubblewrap';
const ways = {
  [BARE]: () => bareBubblewrap(stage, free),
  'through the engine': () => through(free),
  'through the engine, with the usual limits': () => through(limited),
};

const times = new Map<string, number[]>(Object.keys(ways).map((way) => [way, []]));
for (let n = -10; n < Number(values.runs); n += 1) {
  for (const [way, act] of Object.entries(ways)) {
    await pause(PAUSE_MS);
    const from = performance.now();
    await act();
    if (n >= 0) times.get(way)?.push(performance.now() - from);
  }
}
await stage.clear();

const baseline = percentile(times.get(BARE) ?? [], 0.5);
report(
  'sandboxed spawn',
  [...times].flatMap(([way, all]): Row[] => [
    { figure: `${way}: p50`, value: percentile(all, 0.5), unit: 'ms' },
    { figure: `${way}: p95`, value: percentile(all, 0.95), unit: 'ms' },
    ...(way === BARE
      ? []
      : [{ figure: `${way}: p50`, value: round(percentile(all, 0.5) / baseline), unit: '× bare', target: '≤ 1.25' }]),
  ]),
);
