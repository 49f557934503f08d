/** The app killed while solvers run in it: nothing is left after the next start. A hundred times over in `bench/killed-hosts.ts`. */
import { expect, test } from '@playwright/test';
import { TEST_IMAGE } from '../test/base-image.ts';
import { findEngine } from '../test/container-engine.ts';
import { killSolverHosts } from '../test/kill-solver-hosts.ts';

test('a host that is killed while solvers run leaves no container, network, volume, file or endless run after the next start', async () => {
  test.setTimeout(240_000);
  const found = await findEngine();
  if (found === null) throw new Error('No container engine answers. Run the tests with `npm test`, which starts one.');
  const left = await killSolverHosts(found.docker, TEST_IMAGE, { kills: 4, longestMs: 2_500 });
  expect(left).toMatchObject({ containers: [], networks: [], volumes: [], files: [], endless: [] });
  // Kills that met nothing would prove nothing.
  expect(left.runs).toBeGreaterThan(0);
});
