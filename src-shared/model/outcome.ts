/** What the broker hands back to the endpoint. */
import type { ApprovalId, RunId } from './ids.ts';
import type { Refusal } from './refusal.ts';
import type { ResourceLink } from './resource-link.ts';
import type { RuleRef } from './verdict.ts';

interface Traced {
  /** Set once a person was asked. */
  readonly approval: ApprovalId | null;
  readonly rule: RuleRef | null;
}

export type Outcome =
  | (Traced & {
      readonly kind: 'done';
      readonly output: Readonly<Record<string, unknown>>;
      readonly failed: boolean;
      readonly run: RunId;
      readonly links: readonly ResourceLink[];
    })
  | (Traced & { readonly kind: 'refused'; readonly refusal: Refusal });
