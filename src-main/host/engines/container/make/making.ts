/**
 * What differs between kinds of engines where a container is made: how it is asked for, and how what came of it is looked at. One small object
 * a kind (`in-docker.ts`, `podman/in-podman.ts`), chosen by what the engine says it is; nothing else in the house knows which one it has.
 */
import type { EngineCalls } from '../run/engine-calls.ts';
import type { MakeTerms } from './creation-request.ts';

export interface Looked {
  readonly isRunning: boolean;
  /** A sentence for whatever is not as it was asked for. */
  readonly findings: readonly string[];
}

export interface Making {
  /** What is wrong with what would be asked for, by a check that does not know how it was written. */
  readonly wrong: readonly string[];
  /** Makes it, with nothing of it started. @returns its id. @throws EngineSaysNo, EngineGone, with nothing left */
  create(): Promise<string>;
  /** What was made of it: before it is started, and again later. @throws EngineSaysNo, EngineGone */
  look(id: string): Promise<Looked>;
}

/** How one kind of engine makes containers. @throws Refused for what cannot be asked for */
export type MakingOf = (calls: EngineCalls, terms: MakeTerms) => Promise<Making>;
