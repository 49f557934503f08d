/**
 * A refusal, and the one catalogue of them: codes that cross a boundary, each with who raises it, a safe sentence and what to do next. What
 * the catalogue holds is in `refusals/`; `docs/errors.md` is generated from it.
 */
import { z } from 'zod';
import { fileRefusals } from './refusals/file-refusals.ts';
import { roadRefusals } from './refusals/road-refusals.ts';
import { runRefusals } from './refusals/run-refusals.ts';
import { solverRefusals } from './refusals/solver-refusals.ts';
import type { RuleRef } from './verdict.ts';

export const refusalCatalogue = { ...roadRefusals, ...fileRefusals, ...runRefusals, ...solverRefusals };

export type RefusalCode = keyof typeof refusalCatalogue;
export const RefusalCode = z.enum(Object.keys(refusalCatalogue) as [RefusalCode, ...RefusalCode[]]);

/** A refusal as it crosses the boundary to an agent. */
export interface Refusal {
  readonly code: RefusalCode;
  /** Safe to show to an agent: no paths of Countersign's own, no other client's data. */
  readonly message: string;
  readonly rule: RuleRef | null;
  readonly hint: string | null;
  readonly retryable: boolean;
}

/** Thrown by any room to refuse; caught by the broker. Anything else that is thrown is a bug. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(code: RefusalCode, details: Partial<Omit<Refusal, 'code'>> & { readonly cause?: unknown } = {}) {
    const entry = refusalCatalogue[code];
    const message = details.message ?? entry.sentence;
    super(message, { cause: details.cause });
    this.name = 'Refused';
    this.refusal = {
      code,
      message,
      rule: details.rule ?? null,
      hint: details.hint ?? entry.next,
      retryable: details.retryable ?? entry.retryable,
    };
  }
}
