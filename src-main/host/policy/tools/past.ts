/** What the tools around the policy need of the records of the past. */

export interface PastDecision {
  readonly kind: 'decided';
  readonly seq: number;
  readonly request: string;
  /** ISO 8601. */
  readonly at: string;
  readonly client: string;
  readonly claims: string | null;
  readonly tool: string;
  readonly plan: unknown;
  readonly verdict: unknown;
  /** A secret was taken out, so it is not the plan that was decided. */
  readonly redacted: boolean;
}

export type PastStep =
  | PastDecision
  | {
      readonly kind: 'house';
      readonly seq: number;
      readonly event: string;
      readonly detail: Readonly<Record<string, unknown>>;
    };

/** Newest first. */
export interface Past {
  pastDecisions(): AsyncIterable<PastStep>;
}

const TURN_MS = 5;

/** Lets others have their turn of the event loop every few milliseconds. @returns a function to await between two pieces of work */
export function takeTurns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < TURN_MS) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    since = performance.now();
  };
}
