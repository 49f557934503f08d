import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApprovalId, Sha256 } from '#shared/model/index.ts';
import { ManualClock } from '../../../test/manual-clock.ts';
import { sampleHash, samplePlan, sampleRequest, sampleVerdict } from '../../../test/sample-plan.ts';
import { silentLog } from '../../../test/silent-log.ts';
import { type ApprovalStore, openApprovalStore } from './approval-store.ts';
import { Approvals } from './approvals.ts';

const DIGEST = sampleHash('d');
const TEN_MINUTES = 600_000;

let folder: string;
let store: ApprovalStore;
let clock: ManualClock;
let notices: { title: string; body: string }[];
let approvals: Approvals;

function openQueue(): void {
  store = openApprovalStore(join(folder, 'approvals.db'));
  approvals = new Approvals({
    store,
    clock,
    notifier: { notify: (notice) => void notices.push(notice) },
    log: silentLog(),
  });
}

const ask = (digest: Sha256 = DIGEST): Promise<ApprovalId> =>
  approvals.ask({
    request: sampleRequest(),
    plan: samplePlan(),
    digest,
    verdict: sampleVerdict('ask'),
    summary: 'Run git push origin main in /home/anna/proj',
    timeoutMs: TEN_MINUTES,
  });

const never = new AbortController().signal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'approvals-'));
  clock = new ManualClock();
  notices = [];
  openQueue();
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

describe('a card', () => {
  it('waits, is shown, and is announced', async () => {
    const id = await ask();
    expect(approvals.countPending()).toBe(1);
    expect(approvals.show(id)).toMatchObject({
      state: 'pending',
      digest: DIGEST,
      plan: samplePlan(),
      answered_by: null,
    });
    expect(notices).toEqual([
      { title: 'Claude asks', body: 'Run git push origin main in /home/anna/proj', approvalId: id },
    ]);
  });

  it('is approved once, exactly', async () => {
    const id = await ask();
    const answer = approvals.answer(id, never);
    approvals.approve(id, DIGEST, 'anna via browser');
    expect(await answer).toEqual({ answer: 'approved', by: 'anna via browser', scope: 'exact', lifetime: 'once' });
    expect(approvals.show(id)).toMatchObject({ state: 'approved', answered_by: 'anna via browser' });
  });

  it('carries the person’s reason when it is denied', async () => {
    const id = await ask();
    const answer = approvals.answer(id, never);
    approvals.deny(id, DIGEST, 'anna via browser', 'not on a Friday');
    expect(await answer).toEqual({ answer: 'denied', by: 'anna via browser', because: 'not on a Friday' });
  });

  it('expires into a denial, once', async () => {
    const id = await ask();
    const answer = approvals.answer(id, never);
    clock.advance(TEN_MINUTES);
    expect(await answer).toEqual({ answer: 'expired' });
    expect(() => approvals.approve(id, DIGEST, 'anna')).toThrow(/expired already/);
  });

  it('becomes requester gone when the client leaves, and cannot be approved then', async () => {
    const id = await ask();
    const client = new AbortController();
    const answer = approvals.answer(id, client.signal);
    client.abort();
    expect(await answer).toEqual({ answer: 'requester_gone' });
    expect(() => approvals.approve(id, DIGEST, 'anna')).toThrow(/client that asked is gone/);
  });

  it('stays an hour from its start once somebody looks at it, however often', async () => {
    const id = await ask();
    const answer = approvals.answer(id, never);
    clock.advance(TEN_MINUTES - 1);
    approvals.touch(id);
    clock.advance(TEN_MINUTES * 4);
    approvals.touch(id);
    expect(approvals.show(id).state).toBe('pending');
    clock.advance(TEN_MINUTES + 1);
    expect(await answer).toEqual({ answer: 'expired' });
    expect(clock.pending).toBe(0);
  });
});

describe('an answer', () => {
  it('for another plan is refused and changes nothing', async () => {
    const id = await ask();
    expect(() => approvals.approve(id, sampleHash('e'), 'anna')).toThrow(/another plan/);
    expect(approvals.show(id).state).toBe('pending');
  });

  it('given twice counts once', async () => {
    const id = await ask();
    const answer = approvals.answer(id, never);
    approvals.deny(id, DIGEST, 'anna via browser', null);
    expect(() => approvals.approve(id, DIGEST, 'anna via terminal')).toThrow(/denied already/);
    expect((await answer).answer).toBe('denied');
  });

  it('for a card that never was is refused', () => {
    expect(() => approvals.approve(`apr_${'0'.repeat(26)}` as ApprovalId, DIGEST, 'anna')).toThrow(/no approval/);
  });
});

describe('the queue', () => {
  it('is on disk before anybody waits, and its cards are requester gone after a restart', async () => {
    const id = await ask();
    store.close();
    openQueue();
    expect(approvals.show(id).state).toBe('pending');
    expect(approvals.settleOrphans().map((card) => card.id)).toEqual([id]);
    expect(approvals.show(id).state).toBe('requester_gone');
    expect(() => approvals.approve(id, DIGEST, 'anna')).toThrow(/gone/);
  });

  it('lists what waits before what is over, newest first', async () => {
    const first = await ask();
    clock.advance(1);
    const second = await ask();
    clock.advance(1);
    const third = await ask();
    void approvals.answer(third, never);
    approvals.deny(third, DIGEST, 'anna', null);
    expect(approvals.list(10).map((card) => card.id)).toEqual([second, first, third]);
    expect(approvals.list(10, 'denied').map((card) => card.id)).toEqual([third]);
  });

  it('tells listeners of each change', async () => {
    const states: string[] = [];
    approvals.onChanged((card) => void states.push(card.state));
    const id = await ask();
    void approvals.answer(id, never);
    approvals.touch(id);
    approvals.approve(id, DIGEST, 'anna');
    expect(states).toEqual(['pending', 'pending', 'approved']);
  });
});
