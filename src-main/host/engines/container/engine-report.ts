/** The engine for the person: which one, why, where else was looked, what it is, and what is known against it. And their choice of another. */
import { type EngineChoice, type EngineReport, Refused } from '#shared/model/index.ts';
import { candidateOf, type Surroundings } from './find/candidates.ts';
import { knownProblems } from './find/known-problems.ts';
import type { Runtimes } from './find/runtimes.ts';
import { tryEngine } from './find/try-engine.ts';
import { type EngineWatch, PATIENCE_MS } from './find/watch-engine.ts';
import type { Firewall } from './wall/firewall.ts';

export function engineReport(
  watch: EngineWatch,
  runtimes: Runtimes,
  firewall: Firewall,
  chosen: EngineChoice | null,
): EngineReport {
  const found = watch.found();
  const { state, name, sentence } = watch.state();
  return {
    ...{ state, name, sentence, chosen, places: [...watch.places()] },
    facts:
      found === null
        ? null
        : {
            version: found.facts.version.slice(0, 80),
            api_version: found.facts.apiVersion,
            ...{ platform: found.facts.platform, rootless: found.facts.isRootless },
            runtimes: found.facts.runtimes.slice(0, 20),
            runc_version: found.facts.runcVersion,
            answer_ms: Math.round(found.facts.tookMs),
          },
    warnings: found === null ? [] : knownProblems(found.facts, found.candidate),
    gvisor: runtimes.gvisor(found),
    firewall: firewall.state(found),
  };
}

/** Whether an engine answers there. @throws Refused ENGINE_UNAVAILABLE with what came of it; nothing is changed by trying */
export async function tryChoice(choice: EngineChoice, around: Surroundings, sshProgram?: string): Promise<void> {
  const { found, state } = await tryEngine(candidateOf(choice, around), PATIENCE_MS, sshProgram);
  if (found === null) throw new Refused('ENGINE_UNAVAILABLE', { message: `${state.sentence}.` });
}
