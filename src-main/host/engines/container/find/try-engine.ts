/** Tries one place: whether an engine answers there that can be used. What went wrong is a sentence, never an error. */
import type Docker from 'dockerode';
import type { EngineCondition } from '#shared/model/index.ts';
import type { Candidate } from './candidates.ts';
import { connect } from './connect.ts';
import { type EngineFacts, greet, LateEngine, OddEngine } from './greet.ts';
import { podmanShortcoming } from './podman-shortcoming.ts';

export interface Found {
  readonly docker: Docker;
  readonly facts: EngineFacts;
  readonly candidate: Candidate;
}

export interface Finding {
  readonly state: EngineCondition;
  /** `Docker 28.2`; `null` where nothing can be used. */
  readonly name: string | null;
  /** Without a full stop. */
  readonly sentence: string;
}

export interface Outcome {
  readonly state: Finding;
  /** The same beside the address: `connect ENOENT /run/docker.sock`. */
  readonly words: string;
  readonly found: Found | null;
}

export const nothing = (state: EngineCondition, sentence: string, words = sentence): Outcome => ({
  ...{ state: { state, name: null, sentence }, words },
  found: null,
});

const SLOW_MS = 1_500;

/** Never rejects. */
export async function tryEngine(candidate: Candidate, patienceMs: number, sshProgram?: string): Promise<Outcome> {
  const { address, because } = candidate;
  try {
    const docker = await connect(candidate, sshProgram);
    const greeted = await greet(docker, patienceMs);
    const shortcoming = greeted.product === 'podman' ? podmanShortcoming(greeted, candidate) : null;
    const facts = { ...greeted, shortcoming };
    const slow = facts.tookMs > SLOW_MS;
    const sentence = `${facts.name} at ${address}, found ${because}${slow ? `; it took ${Math.round(facts.tookMs)} ms to answer` : ''}`;
    return {
      state: { state: slow ? 'slow' : 'ready', name: facts.name, sentence },
      words: `${facts.name}, in ${Math.round(facts.tookMs)} ms`,
      found: { docker, facts, candidate },
    };
  } catch (error) {
    if (error instanceof OddEngine)
      return nothing('odd', `What answers at ${address} cannot be used: ${error.message}`, error.message);
    if (error instanceof LateEngine)
      return nothing('slow', `The container engine at ${address} ${error.message}`, error.message);
    return nothing(
      'absent',
      `No container engine answers at ${address}, looked for ${because} (${wordsOf(error)})`,
      wordsOf(error),
    );
  }
}

export function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.trim().slice(0, 200);
}
