/** Before the unit tests: whether there is a container engine, and the image that its tests run in. Without one they are skipped, loudly; never in CI. */
import type { TestProject } from 'vitest/node';
import { makeTestImage } from './base-image.ts';
import { findEngine } from './container-engine.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly hasEngine: boolean;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  const found = await findEngine();
  if (found === null && process.env.CI === 'true')
    throw new Error('No container engine answers. Run the tests with `npm test`, which starts one.');
  if (found === null)
    process.stderr.write('\nNO CONTAINER ENGINE ANSWERS: its tests are skipped. `npm test` starts one.\n\n');
  else await makeTestImage(found.docker, (words) => process.stderr.write(`test image: ${words}\n`));
  project.provide('hasEngine', found !== null);
  project.provide('podmanSocket', null);
}
