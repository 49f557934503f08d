/**
 * Keeps an engine: looks for one, notices when it goes, and finds it again. What answers is taken, and never what merely lies there: a socket
 * file without anybody behind it is nothing.
 */
import type Docker from 'dockerode';
import type { Clock, Log } from '#host/ports/index.ts';
import { Refused } from '#shared/model/index.ts';
import type { EngineState } from '../container-engine.ts';
import { type Candidate, type Search, type Surroundings, whereToLook } from './candidates.ts';
import { connect } from './connect.ts';
import { type EngineFacts, greet, OddEngine } from './greet.ts';

export interface Found {
  readonly docker: Docker;
  readonly facts: EngineFacts;
  readonly candidate: Candidate;
}

export interface EngineWatch {
  state(): Omit<EngineState, 'runtimes'>;
  /** @throws Refused ENGINE_UNAVAILABLE with what was tried */
  engine(): Promise<Found>;
  found(): Found | null;
  /** Looks again, now: a call failed as if nobody were there, or the person asks. Calls at the same time share one look. */
  look(): Promise<void>;
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

type State = Omit<EngineState, 'runtimes'>;

const PATIENCE_MS = 8_000;
const SLOW_MS = 1_500;
const LOOK_AGAIN_MS = 30_000;
const FIRST_RETRY_MS = 1_000;

export function watchEngine({
  surroundings,
  clock,
  log,
  sshProgram,
  patienceMs = PATIENCE_MS,
}: WatchParts): EngineWatch {
  let found: Found | null = null;
  let state: State = { state: 'absent', name: null, sentence: 'No container engine was looked for yet' };
  let looking: Promise<void> | null = null;
  let retryMs = FIRST_RETRY_MS;
  let stopTimer = (): void => undefined;
  let isClosed = false;
  const listeners = new Set<() => void>();

  const settle = (next: State, engine: Found | null): void => {
    const isNews = next.state !== state.state || next.sentence !== state.sentence;
    [state, found] = [next, engine];
    if (!isNews) return;
    log.info({ state: next.state }, next.sentence);
    for (const listener of listeners) listener();
  };
  const lookOnce = async (): Promise<void> => {
    stopTimer();
    const outcome = await search(surroundings(), patienceMs, sshProgram);
    if (isClosed) return;
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
    state: () => state,
    found: () => found,
    async engine() {
      if (found === null) await look();
      if (found === null) throw new Refused('ENGINE_UNAVAILABLE', { message: `${state.sentence}.` });
      return found;
    },
    look,
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

interface Outcome {
  readonly state: State;
  readonly found: Found | null;
}

/** Never rejects: what went wrong is a sentence. */
async function search(around: Surroundings, patienceMs: number, sshProgram?: string): Promise<Outcome> {
  let places: Search;
  try {
    places = await whereToLook(around);
  } catch (error) {
    return nothing('odd', wordsOf(error).replace(/\.$/, ''));
  }
  // All at once, and taken in order: an engine further down that hangs keeps nobody waiting.
  const underWay = places.candidates.map((candidate) => tryOne(candidate, patienceMs, sshProgram));
  const tries: Outcome[] = [];
  for (const each of underWay) {
    const outcome = await each;
    if (outcome.found !== null) return outcome;
    tries.push(outcome);
  }
  const notable = tries.find((each) => each.state.state !== 'absent');
  if (notable !== undefined) return notable;
  if (places.isChosen && tries[0] !== undefined) return tries[0];
  return nothing('absent', `No container engine answers at any of the ${tries.length} usual places`);
}

async function tryOne(candidate: Candidate, patienceMs: number, sshProgram?: string): Promise<Outcome> {
  const { address, because } = candidate;
  try {
    const docker = await connect(candidate, sshProgram);
    const facts = await greet(docker, patienceMs);
    const slow = facts.tookMs > SLOW_MS;
    const sentence = `${facts.name} at ${address}, found ${because}${slow ? `; it took ${Math.round(facts.tookMs)} ms to answer` : ''}`;
    return {
      state: { state: slow ? 'slow' : 'ready', name: facts.name, sentence },
      found: { docker, facts, candidate },
    };
  } catch (error) {
    if (error instanceof OddEngine)
      return nothing('odd', `What answers at ${address} cannot be used: ${error.message}`);
    const isLate =
      error instanceof Error &&
      (error.name === 'AbortError' || error.name === 'TimeoutError' || ('code' in error && error.code === 'ABORT_ERR'));
    if (isLate)
      return nothing('slow', `The container engine at ${address} did not answer within ${patienceMs / 1_000} seconds`);
    return nothing('absent', `No container engine answers at ${address}, looked for ${because} (${wordsOf(error)})`);
  }
}

const nothing = (state: EngineState['state'], sentence: string): Outcome => ({
  state: { state, name: null, sentence },
  found: null,
});

function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.trim().slice(0, 200);
}
