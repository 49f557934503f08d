/** The cards and permits of the durable queue. A card changes state once, in one statement, or not at all; a permit is spent once. */
import type { DatabaseSync } from 'node:sqlite';
import { Approval, ApprovalId, type ApprovalState, type Sha256 } from '#shared/model/index.ts';
import { inTransaction, withoutSync } from './approvals-db.ts';

/** One run of exactly this plan that a person said yes to. */
export interface Permit {
  readonly approval: ApprovalId;
  readonly client: string;
  readonly tool: string;
  readonly digest: Sha256;
  readonly untilMs: number;
}

export interface StoredCard {
  readonly card: Approval;
  /** What the client asked; absent once nobody can come back for it. */
  readonly input: unknown;
  readonly canReturn: boolean;
}

export interface ApprovalStore {
  insert(card: Approval, input: unknown): void;
  /** Stores the ended card if it is still pending, and in the same transaction whatever `also` stores. @returns false when another answer was first */
  settle(card: Approval, also?: () => void): boolean;
  /** Stores a card whose state stays what it is. @returns false when it is another by now */
  update(card: Approval): boolean;
  /** From now on the client knows how to come back for it. */
  letReturn(id: ApprovalId): void;
  forgetInput(id: ApprovalId): void;
  /** Not lost with the process; a machine that loses power may forget it, and then the answer is put on record once more. */
  markRecorded(id: ApprovalId): void;
  find(id: ApprovalId): StoredCard | undefined;
  /** The newest card of this client for this plan in this state. */
  newestOf(client: string, digest: Sha256, state: ApprovalState): Approval | undefined;
  pending(): readonly StoredCard[];
  /** Ended cards that are not on record yet: a crash came between. */
  unrecorded(): readonly Approval[];
  /** Newest first. */
  list(limit: number, state?: ApprovalState): readonly Approval[];
  /** Everything asked since, oldest first. */
  since(askedAt: string): readonly Approval[];
  addPermit(permit: Permit): void;
  /** Uses up one permit for this plan. @returns the card that it came from */
  spend(client: string, tool: string, digest: Sha256, nowMs: number): ApprovalId | undefined;
  /** Uses up the permit of this card. @returns false when it was used up or is over */
  spendOf(id: ApprovalId, nowMs: number): boolean;
  /** @returns the cards that they came from */
  dropPermits(): readonly ApprovalId[];
  dropPermitsOf(client: string): void;
}

export function createApprovalStore(db: DatabaseSync): ApprovalStore {
  const insert = db.prepare(
    'INSERT INTO approvals (id, state, asked_at, card, client, digest, input) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const settle = db.prepare(
    // Only a yes is come back for; what was asked goes with every other answer, in the same write.
    `UPDATE approvals SET state = ?1, card = ?2, recorded = 0, input = CASE ?1 WHEN 'approved' THEN input END
     WHERE id = ?3 AND state = 'pending'`,
  );
  const update = db.prepare('UPDATE approvals SET card = ? WHERE id = ? AND state = ?');
  const text = (card: Approval): string => JSON.stringify(card);

  return {
    insert: (card, input) =>
      void insert.run(
        ...[
          card.id,
          card.state,
          card.asked_at,
          text(card),
          card.client.name,
          card.digest,
          JSON.stringify(input ?? null),
        ],
      ),
    settle: (card, also) =>
      inTransaction(db, () => {
        const first = settle.run(card.state, text(card), card.id).changes === 1;
        if (first) also?.();
        return first;
      }),
    update: (card) => update.run(text(card), card.id, card.state).changes === 1,
    ...marks(db),
    ...reads(db),
    ...permits(db),
  };
}

function marks(db: DatabaseSync): Pick<ApprovalStore, 'letReturn' | 'forgetInput' | 'markRecorded'> {
  const letReturn = db.prepare('UPDATE approvals SET can_return = 1 WHERE id = ?');
  const forget = db.prepare('UPDATE approvals SET input = NULL WHERE id = ?');
  const recorded = db.prepare('UPDATE approvals SET recorded = 1 WHERE id = ?');
  return {
    letReturn: (id) => void letReturn.run(id),
    forgetInput: (id) => void forget.run(id),
    markRecorded: (id) => withoutSync(db, () => recorded.run(id)),
  };
}

type Reads = Pick<ApprovalStore, 'find' | 'newestOf' | 'pending' | 'unrecorded' | 'list' | 'since'>;

function reads(db: DatabaseSync): Reads {
  const columns = 'SELECT card, input, can_return FROM approvals';
  const find = db.prepare(`${columns} WHERE id = ?`);
  const newest = db.prepare(`${columns} WHERE client = ? AND digest = ? AND state = ? ORDER BY asked_at DESC LIMIT 1`);
  const pending = db.prepare(`${columns} WHERE state = 'pending'`);
  const unrecorded = db.prepare(`${columns} WHERE recorded = 0`);
  const list = db.prepare(`${columns} ORDER BY asked_at DESC, id DESC LIMIT ?`);
  const listState = db.prepare(`${columns} WHERE state = ? ORDER BY asked_at DESC, id DESC LIMIT ?`);
  const since = db.prepare(`${columns} WHERE asked_at >= ? ORDER BY asked_at`);
  return {
    find(id) {
      const row = find.get(id);
      return row === undefined ? undefined : storedOf(row)[0];
    },
    newestOf(client, digest, state) {
      const row = newest.get(client, digest, state);
      return row === undefined ? undefined : cardOf(row)[0];
    },
    pending: () => pending.all().flatMap(storedOf),
    unrecorded: () => unrecorded.all().flatMap(cardOf),
    list: (limit, state) => (state === undefined ? list.all(limit) : listState.all(state, limit)).flatMap(cardOf),
    since: (askedAt) => since.all(askedAt).flatMap(cardOf),
  };
}

function permits(
  db: DatabaseSync,
): Pick<ApprovalStore, 'addPermit' | 'spend' | 'spendOf' | 'dropPermits' | 'dropPermitsOf'> {
  const add = db.prepare(
    'INSERT OR REPLACE INTO permits (approval, client, tool, digest, until_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const spend = db.prepare(
    `DELETE FROM permits WHERE approval = (
       SELECT approval FROM permits WHERE client = ? AND tool = ? AND digest = ? AND until_ms > ? ORDER BY until_ms LIMIT 1
     ) RETURNING approval`,
  );
  const spendOf = db.prepare('DELETE FROM permits WHERE approval = ? RETURNING until_ms');
  const drop = db.prepare('DELETE FROM permits RETURNING approval');
  const dropOf = db.prepare('DELETE FROM permits WHERE client = ?');
  return {
    addPermit: ({ approval, client, tool, digest, untilMs }) => void add.run(approval, client, tool, digest, untilMs),
    spend(client, tool, digest, nowMs) {
      const row = spend.get(client, tool, digest, nowMs);
      return row === undefined ? undefined : ApprovalId.parse(row.approval);
    },
    spendOf(id, nowMs) {
      const row = spendOf.get(id);
      return row !== undefined && Number(row.until_ms) > nowMs;
    },
    dropPermitsOf: (client) => void dropOf.run(client),
    dropPermits: () => drop.all().map((row) => ApprovalId.parse(row.approval)),
  };
}

type Row = Readonly<Record<string, unknown>>;

/** Parsed, because another version may have written it: a card that this one cannot read is left where it is and shown nowhere. */
function cardOf(row: Row): readonly Approval[] {
  const parsed = Approval.safeParse(JSON.parse(String(row.card)));
  return parsed.success ? [parsed.data] : [];
}

function storedOf(row: Row): readonly StoredCard[] {
  const input: unknown = row.input === null ? undefined : JSON.parse(String(row.input));
  return cardOf(row).map((card) => ({ card, input, canReturn: row.can_return === 1 }));
}
