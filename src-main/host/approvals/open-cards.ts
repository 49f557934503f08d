/** The cards that wait, with who waits for each: the part of the queue that lives in memory. What is on disk is the store's. */
import type { Answer, Approval, ApprovalId, ApprovalRisk, Sha256 } from '#shared/model/index.ts';

export interface Waiter {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export interface OpenCard {
  card: Approval;
  /** Newest last. */
  readonly waiters: Set<Waiter>;
  /** Where it was asked from last: what a `session` grant is for, and whose end leaves it alone. */
  connection: string;
  /** The client knows how to come back for the answer. */
  canReturn: boolean;
  /** Requests that ended while the card stays: what their plans keep is let go of with it. */
  parked: number;
  cancelExpiry: () => void;
}

const order: Readonly<Record<ApprovalRisk, number>> = { high: 0, medium: 1, low: 2 };

export class OpenCards {
  readonly #byId = new Map<ApprovalId, OpenCard>();
  readonly #byPlan = new Map<string, ApprovalId>();
  readonly #byClient = new Map<string, number>();

  get size(): number {
    return this.#byId.size;
  }

  /** How many of each client. */
  get byClient(): ReadonlyMap<string, number> {
    return this.#byClient;
  }

  get(id: ApprovalId): OpenCard | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<OpenCard> {
    return this.#byId.values();
  }

  /** The card that asks for the same already. */
  same(client: string, tool: string, digest: Sha256): OpenCard | undefined {
    const id = this.#byPlan.get(keyOf(client, tool, digest));
    return id === undefined ? undefined : this.#byId.get(id);
  }

  add(open: OpenCard): void {
    const { id, client, tool, digest } = open.card;
    this.#byId.set(id, open);
    this.#byPlan.set(keyOf(client.name, tool, digest), id);
    this.#byClient.set(client.name, (this.#byClient.get(client.name) ?? 0) + 1);
  }

  /** Takes the card down. @returns it, the first time */
  take(id: ApprovalId): OpenCard | undefined {
    const open = this.#byId.get(id);
    if (open === undefined) return undefined;
    open.cancelExpiry();
    const { client, tool, digest } = open.card;
    this.#byId.delete(id);
    const key = keyOf(client.name, tool, digest);
    if (this.#byPlan.get(key) === id) this.#byPlan.delete(key);
    const left = (this.#byClient.get(client.name) ?? 1) - 1;
    if (left > 0) this.#byClient.set(client.name, left);
    else this.#byClient.delete(client.name);
    return open;
  }

  /** By risk, then the one that has waited longest. */
  inOrder(limit: number): readonly Approval[] {
    return [...this.#byId.values()]
      .map(({ card }) => card)
      .sort((a, b) => order[a.risk] - order[b.risk] || compare(a.asked_at, b.asked_at) || compare(a.id, b.id))
      .slice(0, limit);
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const keyOf = (client: string, tool: string, digest: Sha256): string => `${client}\n${tool}\n${digest}`;
