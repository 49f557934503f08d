/**
 * Keeps a run's transcript complete while someone looks at it: pages what is there, then follows the host's events, and asks again
 * wherever a piece could be missing.
 */
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useHost } from '#renderer/client/context.tsx';
import { createStore, type Store } from '#renderer/client/store.ts';
import { type HostClient, HostError, type WireEvent } from '#shared/contract/index.ts';
import type { RunId, TranscriptChunk } from '#shared/model/index.ts';
import { type TranscriptRow, TranscriptRows } from './transcript-rows.ts';

export interface Transcript {
  /** Grows in place; a new `Transcript` object tells of it. */
  readonly rows: readonly TranscriptRow[];
  /** Nothing has arrived yet. */
  readonly loading: boolean;
  readonly error: HostError | null;
}

/** How often at most the screen is told of new output. */
const noticeMs = 40;

export class TranscriptFeed {
  readonly shown: Store<Transcript>;
  readonly #host: HostClient;
  readonly #id: RunId;
  readonly #rows = new TranscriptRows();
  /** The next chunk that is wanted. */
  #next = 0;
  #loading = true;
  #error: HostError | null = null;
  #pulling = false;
  #pullAgain = false;
  #stopped = false;
  #notice: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HostClient, id: RunId) {
    this.#host = host;
    this.#id = id;
    this.shown = createStore<Transcript>({ rows: this.#rows.rows, loading: true, error: null });
  }

  /** @returns a function that stops */
  start(): () => void {
    this.#stopped = false;
    const stopListening = this.#host.listen(
      (event) => this.#onEvent(event),
      () => this.pull(),
    );
    this.pull();
    return () => {
      this.#stopped = true;
      clearTimeout(this.#notice);
      this.#notice = undefined;
      stopListening();
    };
  }

  /** Fetches whatever is not here yet. */
  pull(): void {
    if (this.#pulling) {
      this.#pullAgain = true;
      return;
    }
    this.#pulling = true;
    this.#pullAll().finally(() => {
      this.#pulling = false;
      if (this.#pullAgain && !this.#stopped) {
        this.#pullAgain = false;
        this.pull();
      }
    });
  }

  async #pullAll(): Promise<void> {
    try {
      for (let more = true; more && !this.#stopped; ) {
        const { chunks, next } = await this.#host.call('runs.transcript', { id: this.#id, from: this.#next });
        this.#take(chunks);
        more = next !== null && chunks.length > 0;
        this.#loading = false;
        this.#error = null;
        this.#tell();
      }
    } catch (error) {
      this.#loading = false;
      this.#error = error instanceof HostError ? error : new HostError('INTERNAL', String(error));
      this.#tell();
    }
  }

  #onEvent(event: WireEvent): void {
    if (event.name === 'runs.changed' && event.payload.id === this.#id) this.pull();
    if (event.name !== 'runs.output' || event.payload.id !== this.#id) return;
    const { chunks } = event.payload;
    if (this.#pulling || chunks.length === 0 || (chunks[0]?.seq ?? 0) > this.#next) this.pull();
    else {
      this.#take(chunks);
      this.#tell();
    }
  }

  #take(chunks: readonly TranscriptChunk[]): void {
    const fresh = chunks.filter(({ seq }) => seq >= this.#next);
    this.#rows.append(fresh);
    this.#next = (fresh.at(-1)?.seq ?? this.#next - 1) + 1;
  }

  #tell(): void {
    this.#notice ??= setTimeout(() => {
      this.#notice = undefined;
      this.shown.set({ rows: this.#rows.rows, loading: this.#loading, error: this.#error });
    }, noticeMs);
  }
}

export function useTranscript(id: RunId): { readonly shown: Transcript; readonly retry: () => void } {
  const host = useHost();
  const feed = useMemo(() => new TranscriptFeed(host, id), [host, id]);
  useEffect(() => feed.start(), [feed]);
  const shown = useSyncExternalStore(feed.shown.subscribe, feed.shown.get);
  return { shown, retry: () => feed.pull() };
}
