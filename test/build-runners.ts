/** Builds the runner images that the tests use, as the product does; those that are up to date are left as they are. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runnerImages } from '../src-main/host/engines/container/images/runner-images.ts';
import { findEngine } from './container-engine.ts';
import { silentLog } from './silent-log.ts';

/** Sage is several gigabytes: built where somebody asks for it. */
const NAMES = ['python', 'pwn', 'forensics', ...(process.env.COUNTERSIGN_TEST_SAGE === '1' ? ['sage'] : [])];

const found = await findEngine();
if (found === null) throw new Error('No container engine answers.');
const work = mkdtempSync(join(tmpdir(), 'countersign-runners-'));
const images = runnerImages({
  ...{ folder: join(import.meta.dirname, '../runner-images'), workFolder: work, label: 'tests:images' },
  ...{ engine: async () => found, packagesOf: async () => null, log: silentLog() },
});
const ours = async () => (await images.list()).filter(({ name }) => NAMES.includes(name));
const stale = (await ours()).filter(({ state }) => state !== 'ready').map(({ name }) => name);
if (stale.length > 0) await images.build(stale);
let said = '';
for (
  let rows = await ours();
  rows.some(({ state }) => state === 'waiting' || state === 'building');
  rows = await ours()
) {
  const words = rows
    .map(({ name, state, progress }) => `${name} ${progress?.step ?? ''}${state === 'ready' ? 'ready' : ''}`)
    .join(' · ');
  if (words !== said) process.stderr.write(`runner images: ${words}\n`);
  said = words;
  await pause(500);
}
for (const { name, state, problem } of await ours()) {
  process.stderr.write(`runner image ${name}: ${state}${problem === null ? '' : `: ${problem}`}\n`);
  if (state !== 'ready') process.exitCode = 1;
}
await images.close();
rmSync(work, { recursive: true, force: true });
