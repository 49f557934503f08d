/** Who may ask. A client is known by its token alone; names, claims and last sight are what people are shown. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '#host/ports/index.ts';
import { HostError } from '#shared/contract/index.ts';
import { type ClientInfo, type ClientName, type ClientPace, Sha256, usualPace } from '#shared/model/index.ts';
import { readClients, type StoredClient, writeClients } from './client-file.ts';

const TOKEN_BYTES = 32;
const ID_LENGTH = 16;
/** Sightings are written no more often than this. */
const SEEN_EVERY_MS = 60_000;
const SHORTEST_WAIT_MS = 500;

export class Clients {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #byName: Map<string, StoredClient>;
  readonly #byHash = new Map<Sha256, string>();
  readonly #connections = new Map<string, number>();
  readonly #changedListeners = new Set<(client: ClientInfo) => void>();
  readonly #revokedListeners = new Set<(name: ClientName) => void>();
  /** By client: what it turned out to wait at most. */
  readonly #learned = new Map<string, number>();
  #lastWrite: Promise<void> = Promise.resolve();

  private constructor(path: string, clock: Clock, stored: readonly StoredClient[]) {
    this.#path = path;
    this.#clock = clock;
    this.#byName = new Map(stored.map((client) => [client.name, client]));
    for (const client of stored) if (!client.revoked) this.#byHash.set(client.token_sha256, client.name);
  }

  /** @throws Error when the client file is there and unreadable */
  static async open(path: string, clock: Clock): Promise<Clients> {
    return new Clients(path, clock, await readClients(path));
  }

  /** @returns the name behind a token, or `undefined`. Hash lookup: how long it takes says nothing about the token. */
  identify(token: string): ClientName | undefined {
    return this.#byHash.get(hashOf(token));
  }

  /** @throws HostError CONFLICT when the name is taken by a client that is not revoked */
  async add(
    name: ClientName,
    pace: ClientPace = usualPace,
  ): Promise<{ readonly name: ClientName; readonly token: string }> {
    if (this.#byName.get(name)?.revoked === false) {
      throw new HostError(
        'CONFLICT',
        `There is a client named ${name} already. Revoke it first or choose another name.`,
      );
    }
    const token = `csn_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
    const created_at = new Date(this.#clock.nowMs()).toISOString();
    await this.#store({
      name,
      token_sha256: hashOf(token),
      created_at,
      last_seen_at: null,
      claims: null,
      revoked: false,
      pace,
    });
    this.#byHash.set(hashOf(token), name);
    this.#changed(name);
    return { name, token };
  }

  /** From now on its token is worth nothing, and its connections end. @throws HostError NOT_FOUND */
  async revoke(name: ClientName): Promise<ClientInfo> {
    const client = this.#byName.get(name);
    if (client === undefined) throw new HostError('NOT_FOUND', `There is no client named ${name}.`);
    this.#byHash.delete(client.token_sha256);
    await this.#store({ ...client, revoked: true });
    for (const listener of this.#revokedListeners) listener(name);
    return this.#changed(name);
  }

  /** @throws HostError NOT_FOUND */
  async setPace(name: ClientName, pace: ClientPace): Promise<ClientInfo> {
    const client = this.#byName.get(name);
    if (client === undefined || client.revoked) throw new HostError('NOT_FOUND', `There is no client named ${name}.`);
    this.#learned.delete(name);
    await this.#store({ ...client, pace });
    return this.#changed(name);
  }

  /** How long the client waits for an answer, as far as that is known. */
  paceOf(name: ClientName): { readonly answerWithinMs: number | null; readonly progressExtends: boolean } {
    const { answer_within_ms, progress_extends } = this.#byName.get(name)?.pace ?? usualPace;
    return { answerWithinMs: answer_within_ms ?? this.#learned.get(name) ?? null, progressExtends: progress_extends };
  }

  /** It gave up by itself after so long; from now on it is answered a little before. Forgotten at the end of the host. */
  ranOut(name: ClientName, afterMs: number): void {
    const within = Math.max(SHORTEST_WAIT_MS, Math.floor(afterMs * 0.8));
    this.#learned.set(name, Math.min(within, this.#learned.get(name) ?? within));
  }

  /** Stays for as long as its token is good, and is never another client's. */
  idOf(name: ClientName): string {
    // A token is never given out twice, so part of its hash names the client and says nothing of the token.
    return this.#byName.get(name)?.token_sha256.slice(0, ID_LENGTH) ?? '';
  }

  list(): readonly ClientInfo[] {
    return [...this.#byName.keys()].map((name) => this.#info(name)).filter((info) => info !== undefined);
  }

  /** A client connected and said who it is; the returned function says that it left. */
  connected(name: ClientName, claims: string | null): () => void {
    this.#connections.set(name, (this.#connections.get(name) ?? 0) + 1);
    this.seen(name, claims);
    this.#changed(name);
    let gone = false;
    return () => {
      if (gone) return;
      gone = true;
      this.#connections.set(name, (this.#connections.get(name) ?? 1) - 1);
      this.#changed(name);
    };
  }

  /** Notes a sighting; written at most once a minute. */
  seen(name: ClientName, claims: string | null): void {
    const client = this.#byName.get(name);
    if (client === undefined) return;
    const nowMs = this.#clock.nowMs();
    const fresh = client.last_seen_at !== null && nowMs - Date.parse(client.last_seen_at) < SEEN_EVERY_MS;
    if (fresh && (claims === null || claims === client.claims)) return;
    // A lost sighting is no loss worth failing a request for: the next one is written again.
    this.#store({ ...client, last_seen_at: new Date(nowMs).toISOString(), claims: claims ?? client.claims }).catch(
      () => undefined,
    );
  }

  connectedCount(): number {
    return [...this.#connections.values()].filter((open) => open > 0).length;
  }

  /** @returns a function that stops listening */
  onChanged(listener: (client: ClientInfo) => void): () => void {
    this.#changedListeners.add(listener);
    return () => this.#changedListeners.delete(listener);
  }

  /** @returns a function that stops listening */
  onRevoked(listener: (name: ClientName) => void): () => void {
    this.#revokedListeners.add(listener);
    return () => this.#revokedListeners.delete(listener);
  }

  /** Resolves when everything said so far is on disk. */
  async close(): Promise<void> {
    await this.#lastWrite;
  }

  /** What cannot be written is taken back, so that memory never promises what the disk does not hold. */
  async #store(client: StoredClient): Promise<void> {
    const before = this.#byName.get(client.name);
    this.#byName.set(client.name, client);
    const write = this.#lastWrite
      .catch(() => undefined)
      .then(() => writeClients(this.#path, [...this.#byName.values()]));
    this.#lastWrite = write;
    try {
      await write;
    } catch (error) {
      if (before === undefined) this.#byName.delete(client.name);
      else this.#byName.set(client.name, before);
      throw error;
    }
  }

  #info(name: string): ClientInfo | undefined {
    const client = this.#byName.get(name);
    if (client === undefined) return undefined;
    const { token_sha256: _, ...shown } = client;
    return { ...shown, connections: this.#connections.get(name) ?? 0 };
  }

  #changed(name: ClientName): ClientInfo {
    const info = this.#info(name);
    if (info === undefined) throw new Error(`client ${name} vanished`);
    for (const listener of this.#changedListeners) listener(info);
    return info;
  }
}

const hashOf = (token: string): Sha256 => Sha256.parse(createHash('sha256').update(token).digest('hex'));
