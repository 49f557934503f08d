/** What a check does with what it finds: to refuse at the first is the usual; whoever wants to know all of it collects. */
import { Refused } from '#shared/model/index.ts';

export type Refuse = (problem: Refused) => void;

/** @throws Refused, always */
export const refuseAtOnce: Refuse = (problem) => {
  throw problem;
};

const MOST_PROBLEMS = 50;

export interface Collected {
  readonly refuse: Refuse;
  /** Takes a step that refuses by throwing. @returns `undefined` where it did */
  attempt<T>(step: () => T | Promise<T>): Promise<T | undefined>;
  /** Each once, in the order in which they were found. */
  all(): readonly Refused[];
}

export function collectProblems(): Collected {
  const found: Refused[] = [];
  const refuse: Refuse = (problem) => {
    const isNew = found.every(({ refusal }) => refusal.message !== problem.refusal.message);
    if (isNew && found.length < MOST_PROBLEMS) found.push(problem);
  };
  return {
    refuse,
    async attempt(step) {
      try {
        return await step();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        refuse(error);
        return undefined;
      }
    },
    all: () => found,
  };
}
