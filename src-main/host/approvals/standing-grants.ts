/**
 * Permissions that outlive one run. A policy that denies is asked before them and always wins. Those that end with the host are ended when
 * the next one starts, so that none comes back from the dead.
 */
import type { Clock } from '#host/ports/index.ts';
import { freshId } from '#host/storage/index.ts';
import { HostError } from '#shared/contract/index.ts';
import {
  type Approval,
  type ApprovalLifetime,
  type ApprovalScope,
  type ClientName,
  type StandingGrant,
  StandingGrantId,
} from '#shared/model/index.ts';
import type { GrantStore, KeptGrant } from './grant-store.ts';
import { type Asking, covers, type FindRule, grantSentence, termsOf } from './reach-of-answer.ts';

const HOUR_MS = 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;

export interface StandingParts {
  readonly store: GrantStore;
  readonly clock: Clock;
  readonly findRule: FindRule;
}

export class StandingGrants {
  readonly #parts: StandingParts;
  readonly #live = new Map<StandingGrantId, KeptGrant & { cancelExpiry: () => void }>();
  readonly #listeners = new Set<(grant: StandingGrant) => void>();

  constructor(parts: StandingParts) {
    this.#parts = parts;
    for (const kept of parts.store.live()) {
      if (kept.grant.lifetime === 'hour') this.#follow(kept);
      else parts.store.update({ ...kept.grant, ended: 'host-quit' });
    }
  }

  /** Makes the grant that goes with an answer, without storing it: the answer and the grant are one transaction. */
  draft(
    card: Approval,
    scope: ApprovalScope,
    lifetime: ApprovalLifetime,
    by: string,
    session: string,
  ): KeptGrant | null {
    if (lifetime === 'once' || lifetime === 'always') return null;
    const { clock, findRule } = this.#parts;
    const nowMs = clock.nowMs();
    const rule = card.verdict.rule === null ? undefined : findRule(card.verdict.rule);
    return {
      grant: {
        ...this.#fresh(nowMs, by),
        ...{ client: card.client.name, tool: card.tool, scope, lifetime, rule: card.verdict.rule, approval: card.id },
        summary: grantSentence(scope, card.plan, card.summary, rule),
        workspace: null,
        session: lifetime === 'session' ? session : null,
        expires_at: lifetime === 'hour' ? new Date(nowMs + HOUR_MS).toISOString() : null,
      },
      terms: termsOf(scope, card, findRule),
    };
  }

  /** Stores it; to be called inside the answer's transaction. */
  store(kept: KeptGrant): void {
    this.#parts.store.insert(kept);
  }

  /** The answer that it goes with could not be put on record, so it never counts. */
  discard({ grant }: KeptGrant): void {
    this.#parts.store.update({ ...grant, ended: 'revoked' });
  }

  /** It counts from now on. */
  begin(kept: KeptGrant): void {
    this.#follow(kept);
    this.#changed(kept.grant);
  }

  /** A trusted session: what the policy asks about passes while it runs sandboxed inside the folder. @param workspace canonical */
  trust(client: ClientName, workspace: string, minutes: number, by: string): StandingGrant {
    const nowMs = this.#parts.clock.nowMs();
    const kept: KeptGrant = {
      grant: {
        ...this.#fresh(nowMs, by),
        ...{ client, tool: 'execute_command', scope: 'workspace', lifetime: 'until-quit', rule: null, approval: null },
        summary: `Whatever the policy asks about, sandboxed, inside ${workspace}`,
        workspace,
        session: null,
        expires_at: new Date(nowMs + minutes * MINUTE_MS).toISOString(),
      },
      terms: { digest: null, shape: null, ruleKey: null, folder: null },
    };
    this.store(kept);
    this.begin(kept);
    return kept.grant;
  }

  /** The grant that lets this through, noted as used. */
  use(asking: Asking): StandingGrant | undefined {
    const { clock, findRule, store } = this.#parts;
    this.#expire();
    const kept = [...this.#live.values()].find((live) => covers(live, asking, findRule));
    if (kept === undefined) return undefined;
    const { grant } = kept;
    const used = { ...grant, uses: grant.uses + 1, last_used_at: new Date(clock.nowMs()).toISOString() };
    this.#live.set(grant.id, { ...kept, grant: used });
    store.update(used);
    this.#changed(used);
    return used;
  }

  /** @throws HostError NOT_FOUND, CONFLICT when it has ended */
  revoke(id: StandingGrantId): StandingGrant {
    const grant = this.#parts.store.find(id);
    if (grant === undefined) throw new HostError('NOT_FOUND', `There is no grant ${id}.`);
    this.#expire();
    const ended = this.#end(id, 'revoked');
    if (ended === undefined) throw new HostError('CONFLICT', 'This grant has ended already.');
    return ended;
  }

  /** Drops all of them. @returns how many */
  lock(): number {
    const ids = [...this.#live.keys()];
    for (const id of ids) this.#end(id, 'locked');
    return ids.length;
  }

  /** A session of Countersign's or a connection is over, and what was given for it. */
  sessionOver(session: string): void {
    for (const [id, { grant }] of this.#live) if (grant.session === session) this.#end(id, 'session-over');
  }

  /** Nothing that was given to a client outlives its token. */
  clientRevoked(client: ClientName): void {
    for (const [id, { grant }] of this.#live) if (grant.client === client) this.#end(id, 'revoked');
  }

  list(limit: number): readonly StandingGrant[] {
    this.#expire();
    return this.#parts.store.list(limit);
  }

  /** @returns a function that stops listening */
  onChanged(listener: (grant: StandingGrant) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets go of every timer; what ends with the host is ended when the next one starts. */
  close(): void {
    for (const { cancelExpiry } of this.#live.values()) cancelExpiry();
  }

  #fresh(nowMs: number, by: string) {
    return {
      id: StandingGrantId.parse(freshId('gra_')),
      given_at: new Date(nowMs).toISOString(),
      given_by: by,
      last_used_at: null,
      uses: 0,
      ended: null,
    };
  }

  #follow(kept: KeptGrant): void {
    const { clock } = this.#parts;
    const { id, expires_at } = kept.grant;
    const leftMs = expires_at === null ? null : Math.max(0, Date.parse(expires_at) - clock.nowMs());
    const cancelExpiry = leftMs === null ? () => undefined : clock.after(leftMs, () => void this.#end(id, 'expired'));
    this.#live.set(id, { ...kept, cancelExpiry });
  }

  /** A timer can come late, after the machine slept say; the time is what counts. */
  #expire(): void {
    const now = new Date(this.#parts.clock.nowMs()).toISOString();
    for (const [id, { grant }] of this.#live) {
      if (grant.expires_at !== null && grant.expires_at <= now) this.#end(id, 'expired');
    }
  }

  #end(id: StandingGrantId, ended: NonNullable<StandingGrant['ended']>): StandingGrant | undefined {
    const kept = this.#live.get(id);
    if (kept === undefined) return undefined;
    kept.cancelExpiry();
    this.#live.delete(id);
    const grant = { ...kept.grant, ended };
    this.#parts.store.update(grant);
    this.#changed(grant);
    return grant;
  }

  #changed(grant: StandingGrant): void {
    for (const listener of this.#listeners) listener(grant);
  }
}
