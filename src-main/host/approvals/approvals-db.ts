/** `approvals.db`: cards, permits and standing grants in one SQLite file, so that an answer and what it lets through are one transaction. */
import { DatabaseSync } from 'node:sqlite';
import { makePrivate } from '#host/storage/index.ts';
import { hashesIn } from '#shared/model/index.ts';

const VERSION = 2;

/** What every version had. */
const CARDS = `
  CREATE TABLE IF NOT EXISTS approvals (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    card TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS approvals_by_state ON approvals (state, asked_at DESC);
`;

const TO_VERSION_2 = `
  ALTER TABLE approvals ADD COLUMN client TEXT NOT NULL DEFAULT '';
  ALTER TABLE approvals ADD COLUMN digest TEXT NOT NULL DEFAULT '';
  -- What the client asked, until nobody can come back for it any more.
  ALTER TABLE approvals ADD COLUMN input TEXT;
  -- The client knows how to come back for the answer, also after a restart.
  ALTER TABLE approvals ADD COLUMN can_return INTEGER NOT NULL DEFAULT 0;
  -- Whether how it ended is in the audit log.
  ALTER TABLE approvals ADD COLUMN recorded INTEGER NOT NULL DEFAULT 1;
  UPDATE approvals SET client = json_extract(card, '$.client.name'), digest = json_extract(card, '$.digest');
  CREATE INDEX approvals_by_plan ON approvals (client, digest, asked_at DESC);
  CREATE INDEX approvals_by_time ON approvals (asked_at DESC);
  CREATE INDEX approvals_unrecorded ON approvals (recorded) WHERE recorded = 0;

  -- One run of exactly this plan, by this client, that a person said yes to and that has not started yet.
  CREATE TABLE permits (
    approval TEXT PRIMARY KEY,
    client TEXT NOT NULL,
    tool TEXT NOT NULL,
    digest TEXT NOT NULL,
    until_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE standing_grants (
    id TEXT PRIMARY KEY,
    ended TEXT,
    given_at TEXT NOT NULL,
    body TEXT NOT NULL,
    -- What it is matched by, beside what people are shown.
    terms TEXT NOT NULL
  ) STRICT;
`;

const CURRENT = `${CARDS}${TO_VERSION_2}PRAGMA user_version = ${VERSION};`;
const DURABLE = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;';
const [NO_SYNC, SYNC] = ['PRAGMA synchronous = NORMAL', 'PRAGMA synchronous = FULL'];
const [BEGIN, COMMIT, ROLLBACK] = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'];

export class ForeignApprovals extends Error {
  override readonly name = 'ForeignApprovals';
}

/**
 * @param path the database file
 * @throws ForeignApprovals when a newer Countersign wrote it
 */
export function openApprovalsDb(path: string): DatabaseSync {
  makePrivate(path);
  const db = new DatabaseSync(path);
  db.exec(DURABLE);
  const found = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (found > VERSION) {
    db.close();
    throw new ForeignApprovals(
      `${path} was written by a newer version of Countersign. Start that one, or move the file away: what waits in it is lost then.`,
    );
  }
  if (found < VERSION) inTransaction(db, () => db.exec(CURRENT));
  return db;
}

/** All of it or nothing; on disk once it returns. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec(BEGIN);
  try {
    const result = work();
    db.exec(COMMIT);
    return result;
  } catch (error) {
    db.exec(ROLLBACK);
    throw error;
  }
}

/**
 * One write that survives the process and reaches the disk with the next that has to. For what can be found out again; outside of
 * transactions.
 */
export function withoutSync(db: DatabaseSync, write: () => unknown): void {
  db.exec(NO_SYNC);
  try {
    write();
  } finally {
    db.exec(SYNC);
  }
}

/** Every hash in the plans of cards that wait for a client that may come back: what they refer to must not go before them. */
export function hashesWaiting(db: DatabaseSync): ReadonlySet<string> {
  const rows = db.prepare("SELECT card FROM approvals WHERE state = 'pending' AND can_return = 1").all();
  return new Set(rows.flatMap(({ card }) => [...hashesIn(String(card))]));
}
