import { appendFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { RecordBody } from '#shared/model/index.ts';
import { RequestId } from '#shared/model/index.ts';
import { sampleHash, samplePlan, sampleVerdict } from '../../../../test/sample-plan.ts';
import { TestAudit } from '../testing/test-audit.ts';
import { type PastStep, pastDecisions } from './past-decisions.ts';

const id = (n: number): RequestId => RequestId.parse(`req_${String(n).padStart(26, '0')}`);
const requested = (n: number, input: unknown = {}): RecordBody => ({
  ...{ type: 'requested', request: id(n), client: `client ${n}`, claims: null, tool: 'execute_command', input },
  agent_reason: null,
});
const decided = (n: number, ...argv: readonly string[]): RecordBody => ({
  ...{
    type: 'decided',
    request: id(n),
    plan: samplePlan({ argv }),
    digest: sampleHash('1'),
    verdict: sampleVerdict('allow'),
  },
});

async function stepsOf(folder: string): Promise<readonly PastStep[]> {
  const steps: PastStep[] = [];
  for await (const step of pastDecisions(folder)) steps.push(step);
  return steps;
}

describe('the decisions of the past', () => {
  it('come newest first, each with what was asked, over several files', async () => {
    await using audit = await TestAudit.make();
    const log = await audit.open({ fileBytes: 3000 });
    for (const body of [requested(1), decided(1, 'a'), requested(2), requested(3), decided(3, 'c'), decided(2, 'b')])
      await log.append(body);
    await log.append({ type: 'house', event: 'policy-loaded', detail: { version: 2 } });
    await log.append(requested(4));
    await log.close();
    const steps = await stepsOf(audit.folder);
    expect(steps.map((step) => (step.kind === 'house' ? step.event : step.client))).toEqual([
      'policy-loaded',
      'client 3',
      'client 2',
      'client 1',
    ]);
    expect(steps[1]).toMatchObject({ kind: 'decided', request: id(3), seq: 5, plan: { argv: ['c'] }, redacted: false });
  });

  it('are marked where a secret was taken out', async () => {
    await using audit = await TestAudit.make();
    const log = await audit.open();
    await log.append(requested(1));
    await log.append(decided(1, 'echo', 'ghp_0123456789abcdefghijABCDEFGHIJ012345'));
    await log.close();
    expect(await stepsOf(audit.folder)).toMatchObject([{ redacted: true }]);
  });

  it('are not taken from what only looks like one', async () => {
    await using audit = await TestAudit.make();
    const log = await audit.open();
    await log.append(requested(1, { type: 'decided', request: id(9), plan: {} }));
    await log.append(decided(2, 'without a request'));
    await log.close();
    await appendFile(audit.path(), 'no JSON, but "type":"decided"\n');
    expect(await stepsOf(audit.folder)).toEqual([]);
  });
});
