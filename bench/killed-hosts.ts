/** The app killed while solvers run in it, at random moments, `--kills N` times (20): what is left after the next start. */
import { parseArgs } from 'node:util';
import { makeTestImage, TEST_IMAGE } from '../test/base-image.ts';
import { findEngine } from '../test/container-engine.ts';
import { killSolverHosts } from '../test/kill-solver-hosts.ts';
import { report } from './report.ts';

const { values: options } = parseArgs({ options: { kills: { type: 'string', default: '20' } } });
const found = await findEngine();
if (found === null) {
  console.log('killed hosts: no container engine answers; nothing was measured');
  process.exit(0);
}
await makeTestImage(found.docker, () => undefined);
const left = await killSolverHosts(found.docker, TEST_IMAGE, { kills: Number(options.kills), longestMs: 3_000 });
for (const [what, list] of Object.entries(left)) if (Array.isArray(list) && list.length > 0) console.log(what, list);
const none = { unit: '', target: '0' };
report('killed hosts', [
  { figure: 'hosts killed at random moments', value: left.kills, unit: '' },
  { figure: 'containers that were there at the kills', value: left.atKills, unit: '' },
  { figure: 'solver runs that were under way or over', value: left.runs, unit: '' },
  { figure: 'containers left after the next start', value: left.containers.length, ...none },
  { figure: 'networks left', value: left.networks.length, ...none },
  { figure: 'volumes left', value: left.volumes.length, ...none },
  { figure: 'files left', value: left.files.length, ...none },
  { figure: 'runs without an end', value: left.endless.length, ...none },
]);
