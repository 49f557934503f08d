/**
 * Keeps an engine: looks for one, notices when it goes, and finds it again. What answers is taken, and never what merely lies there: a socket
 * file without anybody behind it is nothing.
 */
import type { Clock, Log } from '#host/ports/index.ts';
import { type EnginePlace, Refused } from '#shared/model/index.ts';
import { type Search, type Surroundings, whereToLook } from './candidates.ts';
import { type Finding, type Found, nothing, type Outcome, tryEngine, wordsOf } from './try-engine.ts';

export type { Found } from './try-engine.ts';

export interface EngineWatch {
  state(): Finding;
  /** @throws Refused ENGINE_UNAVAILABLE with what was tried */
  engine(): Promise<Found>;
  found(): Found | null;
  /** Where the last look went, and what came of it; those that were not needed answer when they do. */
  places(): readonly EnginePlace[];
  /** Looks again, now: a call failed as if nobody were there, or the person asks. Calls at the same time share one look. */
  look(): Promise<void>;
  /** As `look`, and not one that was under way already: where to look has changed. */
  lookAnew(): Promise<void>;
  onChanged(listener: () => void): () => void;
  close(): void;
}

export interface WatchParts {
  readonly surroundings: () => Surroundings;
  readonly clock: Clock;
  readonly log: Log;
  readonly sshProgram?: string;
  /** How long an engine may take to answer. */
  readonly patienceMs?: number;
}

export const PATIENCE_MS = 8_000;
const LOOK_AGAIN_MS = 30_000;
const FIRST_RETRY_MS = 1_000;

export function watchEngine(parts: WatchParts): EngineWatch {
  const { clock, log } = parts;
  let found: Found | null = null;
  let state: Finding = nothing('absent', 'No container engine was looked for yet').state;
  let places: readonly EnginePlace[] = [];
  let looking: Promise<void> | null = null;
  let retryMs = FIRST_RETRY_MS;
  let stopTimer = (): void => undefined;
  let isClosed = false;
  const listeners = new Set<() => void>();

  const settle = (next: Finding, engine: Found | null): void => {
    const isNews = next.state !== state.state || next.sentence !== state.sentence;
    [state, found] = [next, engine];
    if (!isNews) return;
    log.info({ state: next.state }, next.sentence);
    for (const listener of listeners) listener();
  };
  const lookOnce = async (): Promise<void> => {
    stopTimer();
    const search = await searchFrom(parts);
    const outcome = await search.outcome;
    if (isClosed) return;
    places = search.places;
    settle(outcome.state, outcome.found);
    retryMs = outcome.found === null ? Math.min(retryMs * 2, LOOK_AGAIN_MS) : FIRST_RETRY_MS;
    stopTimer = clock.after(outcome.found === null ? retryMs : LOOK_AGAIN_MS, () => void look());
  };
  const look = (): Promise<void> => {
    if (isClosed) return Promise.resolve();
    looking ??= lookOnce().finally(() => {
      looking = null;
    });
    return looking;
  };

  return {
    ...{ state: () => state, found: () => found, places: () => places, look },
    async engine() {
      if (found === null) await look();
      if (found === null) throw new Refused('ENGINE_UNAVAILABLE', { message: `${state.sentence}.` });
      return found;
    },
    async lookAnew() {
      await looking;
      await look();
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      isClosed = true;
      stopTimer();
      listeners.clear();
    },
  };
}

interface Searching {
  readonly outcome: Promise<Outcome>;
  /** Filled in as they answer. */
  readonly places: readonly EnginePlace[];
}

/** Neither it nor its outcome ever rejects: what went wrong is a sentence. */
async function searchFrom({ surroundings, patienceMs = PATIENCE_MS, sshProgram }: WatchParts): Promise<Searching> {
  let search: Search;
  try {
    search = await whereToLook(surroundings());
  } catch (error) {
    const outcome = nothing('odd', wordsOf(error).replace(/\.$/, ''));
    return { outcome: Promise.resolve(outcome), places: [] };
  }
  const places: EnginePlace[] = search.candidates.map(({ address, because }) => ({
    ...{ address, because, outcome: 'asked', words: 'no answer yet' },
  }));
  // All at once, and taken in order: an engine further down that hangs keeps nobody waiting.
  const tries = search.candidates.map(async (candidate, at) => {
    const outcome = await tryEngine(candidate, patienceMs, sshProgram);
    const { address, because } = candidate;
    const said = outcome.found === null ? outcome.state.state : 'answers';
    places[at] = { address, because, outcome: said === 'ready' ? 'answers' : said, words: outcome.words };
    return outcome;
  });
  const take = async (): Promise<Outcome> => {
    const missed: Outcome[] = [];
    for (const each of tries) {
      const outcome = await each;
      if (outcome.found !== null && outcome.found.facts.shortcoming === null) return use(outcome, places);
      missed.push(outcome);
    }
    // One in which nothing can be started is better known than none.
    const lame = missed.find(({ found }) => found !== null);
    return lame === undefined ? bestOf(missed, search) : use(lame, places);
  };
  return { outcome: take(), places };
}

function use(outcome: Outcome, places: EnginePlace[]): Outcome {
  const at = places.findIndex(({ address }) => address === outcome.found?.candidate.address);
  const place = places[at];
  if (place !== undefined) places[at] = { ...place, outcome: 'used' };
  return outcome;
}

function bestOf(missed: readonly Outcome[], { isChosen }: Search): Outcome {
  const notable = missed.find((each) => each.state.state !== 'absent');
  if (notable !== undefined) return notable;
  if (isChosen && missed[0] !== undefined) return missed[0];
  return nothing('absent', `No container engine answers at any of the ${missed.length} usual places`);
}
