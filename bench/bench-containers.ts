/**
 * What a run in a container costs: through `carryOut`, cold and from one that stands ready, with and without a target to reach, against the
 * same container made with bare dockerode, in the machine's engine, behind gVisor and in Podman; with a second wall against the same run
 * without; and `docker run --rm`. `--runs N` sets how many of each (15), `--only NAME` which engine.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { makeTestImage, TEST_IMAGE } from '../test/base-image.ts';
import { findEngine } from '../test/container-engine.ts';
import { type Measured, measureRuns, type Times } from './containers/measure-runs.ts';
import { places } from './containers/places.ts';
import { percentile, type Row, report, round } from './report.ts';

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '15' }, only: { type: 'string' } },
});

const machines = await findEngine();
if (machines === null) {
  console.log('containers: no container engine answers; nothing was measured');
  process.exit(0);
}
await makeTestImage(machines.docker, () => undefined);

const p50 = (list: readonly number[]): number => percentile(list, 0.5);
/** Of each with the bare one of its own round: what else the machine was busy with met both. */
const shares = (list: readonly number[], bare: readonly number[]): number[] =>
  list.map((ms, at) => ms / (bare[at] ?? Number.NaN));
const skipped = (figure: string, why: string): Row => ({ figure, value: null, unit: `skipped: ${why}` });

const pair = (what: string, list: Times, bare: Times | null, target?: string): Row[] =>
  (['over', 'removed'] as const).flatMap((until) => {
    const words = until === 'over' ? 'until it is over' : 'until its container is gone';
    if (list[until].length === 0) return [];
    const share = bare === null ? null : p50(shares(list[until], bare[until]));
    return [
      { figure: `${what}, ${words}, p50`, value: p50(list[until]), unit: 'ms' },
      ...(share === null || target === undefined
        ? []
        : [{ figure: `${what} / bare dockerode, ${words}, p50`, value: share, unit: '×', target }]),
    ];
  });

const wallRows = (what: string, { over }: Times, without: Times): Row[] => [
  { figure: `${what}, until it is over, p50`, value: p50(over), unit: 'ms' },
  { figure: `${what} / without, until it is over`, value: round(p50(over) / p50(without.over)), unit: '×' },
];

const rowsOf = (where: string, measured: Measured): Row[] => [
  ...pair(`${where}: bare dockerode`, measured.bare, null),
  ...pair(`${where}: cold run`, measured.cold, measured.bare, '≤ 1.15'),
  ...pair(`${where}: warm run`, measured.warm, measured.bare, '≤ 0.2'),
  ...pair(`${where}: cold run that may reach a target`, measured.coldReaching, null),
  ...pair(`${where}: warm run that may reach a target`, measured.warmReaching, null),
  ...(measured.noWall === null
    ? [
        ...wallRows(`${where}: cold run with a second wall`, measured.coldWalled, measured.cold),
        ...wallRows(`${where}: warm run with a second wall`, measured.warmWalled, measured.warm),
      ]
    : [skipped(`${where}: with a second wall`, measured.noWall)]),
  ...(measured.bare.removed.length > 0
    ? []
    : [skipped(`${where}: until its container is gone`, 'Podman tells of that a quarter of a second late')]),
  {
    ...{ figure: `${where}: of twenty cold runs at once, completed within their limits`, value: measured.completed },
    ...{ unit: 'runs', target: '= 20' },
  },
  { figure: `${where}: twenty cold runs at once, all`, value: round(measured.twentyMs), unit: 'ms' },
];

const cli: number[] = [];
const dockerRun = (): void => {
  const since = performance.now();
  execFileSync('docker', ['run', '--rm', '--network', 'none', TEST_IMAGE, '/usr/bin/true']);
  cli.push(performance.now() - since);
};

const rows: Row[] = [];
for (const { name, missing, open } of places(machines)) {
  if (options.only !== undefined && options.only !== name) continue;
  if (missing !== null) {
    rows.push(skipped(name, missing));
    continue;
  }
  const place = await open();
  try {
    const isMachines = place.found === machines;
    const where = place.runtime === 'runsc' ? `gVisor in ${place.found.facts.name}` : place.found.facts.name;
    rows.push(
      ...rowsOf(where, await measureRuns(place, Number(options.runs), isMachines ? dockerRun : () => undefined)),
    );
    if (isMachines) rows.push({ figure: 'docker run --rm, p50', value: p50(cli), unit: 'ms' });
  } finally {
    await place.close();
  }
}
report('containers', rows);
