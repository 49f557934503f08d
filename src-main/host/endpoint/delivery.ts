/**
 * How an answer that takes a person reaches a client: held as long as the client can wait, with progress if it asked for that; then, by
 * what its protocol has, as `input_required` with a sealed state, or as a result with a ticket. It is the same card whichever way.
 */
import {
  type CallToolResult,
  type InputRequiredResult,
  inputRequired,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { ApprovalId } from '#shared/model/index.ts';
import type { SealedStates } from './sealed-state.ts';

/** Well before the minute after which many clients give up. */
const USUAL_WAIT_MS = 45_000;
/**
 * A client of the newer generation comes back by itself, up to ten times by default; so it is held shortly and asked back, which suits even
 * one that waits five seconds for each answer.
 */
const ROUND_MS = 4_000;
const MOST_ROUNDS = 9;

/** What is known of how long a client waits for an answer. */
export interface ClientPace {
  /** What the person set, or what was learned when the client ran into its own deadline; `null` when nothing is known. */
  readonly answerWithinMs: number | null;
  /** Each progress message gives it its whole time anew. */
  readonly progressExtends: boolean;
}

/** Whether the message came in the protocol that knows `input_required`. */
export const takesRounds = (context: ServerContext): boolean => context.mcpReq.envelope !== undefined;

/** @param heldMs how long its call has been here already: the client counts from when it sent it, not from when a card went up */
export function patienceOf(
  context: ServerContext,
  { answerWithinMs, progressExtends }: ClientPace,
  heldMs: number,
): number {
  if (progressExtends && context.mcpReq._meta?.progressToken !== undefined) return Number.MAX_SAFE_INTEGER;
  return Math.max(0, (answerWithinMs ?? (takesRounds(context) ? ROUND_MS : USUAL_WAIT_MS)) - heldMs);
}

export interface PendingCall {
  readonly approval: ApprovalId;
  readonly client: string;
  readonly call: string;
  /** How often it has come back for this already. */
  readonly round: number;
}

/** @returns `undefined` when the client is to be given a ticket instead */
export async function askBack(
  context: ServerContext,
  states: SealedStates,
  pending: PendingCall,
): Promise<InputRequiredResult | undefined> {
  if (!takesRounds(context) || pending.round >= MOST_ROUNDS) return undefined;
  const requestState = await states.seal({ ...pending, round: pending.round + 1 }, context);
  return inputRequired({ requestState });
}

/** Nothing failed: the client is to come back. The ticket is worth something to this client alone. */
export function ticketFor(
  approval: string | null,
  { code, message, hint }: { readonly code: string; readonly message: string; readonly hint: string | null },
): Record<string, unknown> {
  const told = { success: false, status: 'pending_approval', code, message, hint, retryable: true };
  return { ...told, ticket: approval };
}

export type Delivered = CallToolResult | InputRequiredResult;
