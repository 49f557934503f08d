/** The durable queue: one SQLite table. A card changes state once, in one statement, or not at all. */
import { DatabaseSync } from 'node:sqlite';
import { makePrivate } from '#host/storage/index.ts';
import { Approval, type ApprovalId, type ApprovalState } from '#shared/model/index.ts';

export interface ApprovalStore {
  insert(card: Approval): void;
  /** Stores the ended card if it is still pending. @returns false when another answer was first */
  settle(card: Approval): boolean;
  postpone(card: Approval): boolean;
  find(id: ApprovalId): Approval | undefined;
  /** Pending cards first, then newest first. */
  list(limit: number, state?: ApprovalState): readonly Approval[];
  countPending(): number;
  close(): void;
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS approvals (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    card TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS approvals_by_state ON approvals (state, asked_at DESC);
`;

/** @param path the database file */
export function openApprovalStore(path: string): ApprovalStore {
  makePrivate(path);
  const db = new DatabaseSync(path);
  db.exec(SCHEMA);
  const insert = db.prepare('INSERT INTO approvals (id, state, asked_at, card) VALUES (?, ?, ?, ?)');
  const settle = db.prepare("UPDATE approvals SET state = ?, card = ? WHERE id = ? AND state = 'pending'");
  const find = db.prepare('SELECT card FROM approvals WHERE id = ?');
  const list = db.prepare(
    "SELECT card FROM approvals ORDER BY (state = 'pending') DESC, asked_at DESC, id DESC LIMIT ?",
  );
  const listState = db.prepare('SELECT card FROM approvals WHERE state = ? ORDER BY asked_at DESC, id DESC LIMIT ?');
  const count = db.prepare("SELECT count(*) AS n FROM approvals WHERE state = 'pending'");
  const read = (row: unknown): Approval => Approval.parse(JSON.parse(String((row as { card: string }).card)));

  return {
    insert: (card) => void insert.run(card.id, card.state, card.asked_at, JSON.stringify(card)),
    settle: (card) => settle.run(card.state, JSON.stringify(card), card.id).changes === 1,
    postpone: (card) => settle.run('pending', JSON.stringify(card), card.id).changes === 1,
    find(id) {
      const row = find.get(id);
      return row === undefined ? undefined : read(row);
    },
    list: (limit, state) => (state === undefined ? list.all(limit) : listState.all(state, limit)).map(read),
    countPending: () => Number(count.get()?.n ?? 0),
    close: () => db.close(),
  };
}
