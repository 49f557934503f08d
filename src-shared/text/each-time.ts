/** Work on files that somebody looks at each time: a yes to it is for this once, and no rule is made of it. Pure. */
import type { FilePlan } from '../model/index.ts';

/** @returns `null` where a yes may be about more, else why not, as a sentence */
export function eachTime(plan: FilePlan): string | null {
  if (plan.kind === 'file.delete') return 'What is removed is looked at each time.';
  if (plan.kind === 'file.move') return 'What is moved is looked at each time, at both ends.';
  if (plan.kind === 'file.write' && plan.how === 'revert') return 'What is put back is looked at each time.';
  return null;
}
