/** An approvals room in a folder of its own, with a clock, a log and a rule that the test moves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type Answer, type Approval, type CommandPlan, type Request, Sha256 } from '#shared/model/index.ts';
import { ManualClock } from '../../../../test/manual-clock.ts';
import { samplePlan, sampleRequest, sampleVerdict } from '../../../../test/sample-plan.ts';
import { silentLog } from '../../../../test/silent-log.ts';
import { openApprovalsDb } from '../approvals-db.ts';
import type { Question } from '../new-card.ts';
import { type ApprovalsRoom, openApprovals } from '../open-approvals.ts';
import type { StandingRule } from '../reach-of-answer.ts';

export const TEN_MINUTES = 600_000;
/** The person at the window. */
export const by = 'anna via browser';
export const never = new AbortController().signal;

export interface TestApprovals {
  room: ApprovalsRoom;
  readonly clock: ManualClock;
  readonly notices: { title: string; body: string }[];
  readonly recorded: { readonly card: Approval; readonly answer: Answer }[];
  readonly released: string[];
  /** What the policy says of the rule that asks. */
  rule: StandingRule | undefined;
  paused: boolean;
  /** Whether the audit log can be written. */
  logWorks: boolean;
  question(change?: Partial<Question> & { readonly argv?: readonly string[]; readonly client?: string }): Question;
  /** A card whose client waits for it. */
  ask(change?: Parameters<TestApprovals['question']>[0]): Asked;
  /** A card whose client was told to come back. */
  askAndLeave(change?: Parameters<TestApprovals['question']>[0]): Promise<Approval>;
  /** The person says yes, once and for exactly this. */
  approve(card: Shown): Promise<Approval>;
  deny(card: Shown, because?: string): Promise<Approval>;
  /** As after a crash: what was in memory is gone. */
  restart(): Promise<void>;
  close(): void;
}

/** What an answer names: the card, and the plan that it showed. */
type Shown = Pick<Approval, 'id' | 'digest'>;

export interface Asked {
  readonly card: Approval;
  readonly answer: ReturnType<ApprovalsRoom['queue']['wait']>;
  readonly client: AbortController;
}

/** Each question is about another plan unless the test says otherwise. */
const freshDigest = (count: number): Sha256 => Sha256.parse(count.toString(16).padStart(64, '0'));

export function openTestApprovals(): TestApprovals {
  const folder = mkdtempSync(join(tmpdir(), 'approvals-'));
  let digests = 0;
  let db: DatabaseSync;
  const test: TestApprovals = {
    ...{ clock: new ManualClock(), notices: [], recorded: [], released: [], paused: false, logWorks: true },
    rule: { verdict: 'ask', key: 'git push', sentence: 'Ask before git push with any arguments' },
    room: undefined as unknown as ApprovalsRoom,
    question({ argv, client, ...change } = {}) {
      digests += 1;
      const plan: CommandPlan = samplePlan(argv === undefined ? {} : { argv: [...argv], command: argv[0] ?? '' });
      const request: Request = sampleRequest(client === undefined ? {} : { client: { name: client, claims: null } });
      return {
        ...{ request, plan, digest: freshDigest(digests) },
        ...{ verdict: sampleVerdict('ask'), summary: 'Run git push origin main in /home/anna/proj' },
        ...{ timeoutMs: TEN_MINUTES, peer: null, ...change },
      };
    },
    ask(change) {
      const { id } = test.room.queue.ask(test.question(change));
      const client = new AbortController();
      const answer = test.room.queue.wait(id, client.signal, 10 * TEN_MINUTES);
      return { card: test.room.queue.show(id), answer, client };
    },
    async askAndLeave(change) {
      const { id } = test.room.queue.ask(test.question(change));
      const answer = test.room.queue.wait(id, never, 1000);
      await Promise.resolve();
      test.clock.advance(1000);
      await answer;
      return test.room.queue.show(id);
    },
    approve: ({ id, digest }) =>
      test.room.answers.approve({ id, digest, by, scope: 'exact', lifetime: 'once', note: null }),
    deny: ({ id, digest }, because) => test.room.answers.deny(id, digest, { by, because: because ?? null }),
    async restart() {
      test.room[Symbol.dispose]();
      db.close();
      open();
      await test.room.queue.start();
    },
    close() {
      test.room[Symbol.dispose]();
      db.close();
      rmSync(folder, { recursive: true });
    },
  };
  const open = (): void => {
    db = openApprovalsDb(join(folder, 'approvals.db'));
    test.room = openApprovals({
      ...{ db, clock: test.clock, log: silentLog() },
      notifier: { notify: (notice) => void test.notices.push(notice) },
      findRule: () => test.rule,
      isPaused: () => test.paused,
      async record(card, answer) {
        if (!test.logWorks) throw new Error('the disk is full');
        test.recorded.push({ card, answer });
      },
      release: async (card) => void test.released.push(card.id),
    });
  };
  open();
  return test;
}
