/** Standing grants on disk: those that count, and how the others ended. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { Sha256, StandingGrant, type StandingGrantId } from '#shared/model/index.ts';

/** What a grant is matched by, beside what people are shown. What does not belong to its scope is `null`. */
export const GrantTerms = z
  .object({
    /** `exact`: the plan. */
    digest: Sha256.nullable(),
    /** `template`: the shape of the plan. */
    shape: z.string().nullable(),
    /** `rule` and `template`: what the rule said when the grant was given. Where it stands in the file does not matter. */
    ruleKey: z.string().nullable(),
    /** Work on files: the folder that all of it must lie in; its shape says which work. */
    folder: z.string().nullable().default(null),
  })
  .readonly();
export type GrantTerms = z.infer<typeof GrantTerms>;

export interface KeptGrant {
  readonly grant: StandingGrant;
  readonly terms: GrantTerms;
}

export interface GrantStore {
  insert(kept: KeptGrant): void;
  update(grant: StandingGrant): void;
  /** Those that have not ended. */
  live(): readonly KeptGrant[];
  find(id: StandingGrantId): StandingGrant | undefined;
  /** Those that count first, then newest first. */
  list(limit: number): readonly StandingGrant[];
}

export function createGrantStore(db: DatabaseSync): GrantStore {
  const insert = db.prepare('INSERT INTO standing_grants (id, ended, given_at, body, terms) VALUES (?, ?, ?, ?, ?)');
  const update = db.prepare('UPDATE standing_grants SET ended = ?, body = ? WHERE id = ?');
  const live = db.prepare('SELECT body, terms FROM standing_grants WHERE ended IS NULL');
  const find = db.prepare('SELECT body, terms FROM standing_grants WHERE id = ?');
  const list = db.prepare(
    'SELECT body, terms FROM standing_grants ORDER BY (ended IS NULL) DESC, given_at DESC, id DESC LIMIT ?',
  );
  return {
    insert: ({ grant, terms }) =>
      void insert.run(grant.id, grant.ended, grant.given_at, JSON.stringify(grant), JSON.stringify(terms)),
    update: (grant) => void update.run(grant.ended, JSON.stringify(grant), grant.id),
    live: () => live.all().map(keptOf),
    find(id) {
      const row = find.get(id);
      return row === undefined ? undefined : keptOf(row).grant;
    },
    list: (limit) => list.all(limit).map((row) => keptOf(row).grant),
  };
}

const keptOf = (row: Readonly<Record<string, unknown>>): KeptGrant => ({
  grant: StandingGrant.parse(JSON.parse(String(row.body))),
  terms: GrantTerms.parse(JSON.parse(String(row.terms))),
});
