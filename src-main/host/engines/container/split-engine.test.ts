/** A transport that splits what was written in one piece, as TLS and SSH do: nothing but the package reaches a container's input. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSplitEngine, type SplitEngine } from './fixtures/split-engine.ts';
import { describeWithEngine, leftOf, type Stage, setStage } from './fixtures/stage.ts';

let split: SplitEngine;
let stage: Stage;
beforeEach(async () => {
  split = await openSplitEngine();
  stage = await setStage(undefined, undefined, split.address);
});
afterEach(async () => {
  await stage.clear();
  await split.close();
  expect(await leftOf(stage.owner)).toEqual([]);
});

describeWithEngine('over a transport that splits header and body', { timeout: 60_000 }, () => {
  it('a run attaches without a body, and the container’s input is its package and nothing else', async () => {
    const { end, run } = await stage.python('import sys\nprint(repr(sys.stdin.read()))');
    expect([end.error, end.exit_code, run.text]).toEqual([null, 0, { stdout: "''\n", stderr: '' }]);
    expect(split.attached).toEqual([{ header: expect.stringMatching(/^content-length: 0\r$/im), behind: '' }]);
    expect(split.attached[0]?.header).not.toMatch(/transfer-encoding|application\/json/i);
  });
});
