/** A value that fits none of several forms: which of them it was meant to have, where that shows. */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * @returns what is wrong inside of it, of the form that it is nearest to, with paths from the document's top; `undefined` when the value is
 * of another kind than every form
 */
export function closestOption(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  const [closest] = issue.errors
    .filter((issues) => issues.length > 0 && issues.every(isInside))
    .toSorted((a, b) => a.length - b.length);
  return closest?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

const isInside = (issue: Issue): boolean => issue.path.length > 0 || issue.code === 'unrecognized_keys';
