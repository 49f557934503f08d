/** One `tools/call`: becomes a Request, goes to the broker, and comes back as a result the client can read. */
import {
  type CallToolRequest,
  type CallToolResult,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Watcher } from '#host/broker/index.ts';
import {
  type ClientName,
  isDeadline,
  type Outcome,
  type Request,
  type ResourceLink,
  refusalCatalogue,
} from '#shared/model/index.ts';
import { askBack, type ClientPace, type Delivered, patienceOf, ticketFor } from './delivery.ts';
import type { Exchange } from './exchange.ts';
import { type ProgressParts, reportProgress } from './report-progress.ts';
import { requestOf } from './request-of.ts';
import { toResource } from './resources.ts';
import { callHash, type Sealed, type SealedStates } from './sealed-state.ts';
import { toldRefusal } from './told-refusal.ts';

export interface CallToolParts {
  readonly broker: { handle(request: Request, watcher: Watcher, signal: AbortSignal): Promise<Outcome> };
  readonly states: SealedStates;
  readonly idOf: (client: ClientName) => string;
  readonly paceOf: (client: ClientName) => ClientPace;
  /** A client ran into its own deadline while it was held. */
  readonly ranOut: (client: ClientName, afterMs: number) => void;
  /** A knock was refused at a door. */
  readonly refused: (why: string) => void;
  readonly runs: ProgressParts;
}

export interface CallerWords {
  /** What the client says of itself. */
  readonly claims: string | null;
  /** Whether its protocol version knows links to resources. */
  readonly takesLinks: boolean;
  /** Folders that the client says its person works in; empty unless the tool wants to know. */
  readonly roots: readonly string[];
}

export async function callTool(
  parts: CallToolParts,
  call: CallToolRequest,
  context: ServerContext,
  exchange: Exchange,
  { claims, takesLinks, roots }: CallerWords,
): Promise<Delivered> {
  const { client } = exchange;
  const from = performance.now();
  const said = call.params.arguments ?? {};
  // Only for a call that waits or comes back: of a large file as an argument it takes longer than writing the file.
  const hash = (): string => callHash(call.params.name, said);
  const state = context.mcpReq.requestState<Sealed>();
  if (state !== undefined) refuseForeign(parts, state, client, hash());
  const asked = { ...requestOf(exchange, parts.idOf(client), claims, call.params.name, said), roots };
  const request = state === undefined ? asked : { ...asked, comesBackFor: state.approval };
  // Looked up when it is needed: what the client can take may be learned while this call is on its way.
  const patienceMs = (): number => patienceOf(context, parts.paceOf(client), performance.now() - from);
  using progress = reportProgress(context, patienceMs, parts.runs);
  learnDeadline(parts, context.mcpReq.signal, client, from);
  const signal = AbortSignal.any([context.mcpReq.signal, exchange.gone]);
  const outcome = await parts.broker.handle(request, progress, signal);
  if (outcome.kind === 'refused' && outcome.refusal.code === 'PENDING_APPROVAL' && outcome.approval !== null) {
    const pending = { approval: outcome.approval, client, call: hash(), round: state?.round ?? 0 };
    const back = await askBack(context, parts.states, pending);
    if (back !== undefined) return back;
  }
  return toResult(outcome, { request_id: request.id, takesLinks });
}

/** At once, not when the call has ended: the client may be asking the same again already. */
function learnDeadline({ ranOut }: CallToolParts, signal: AbortSignal, client: ClientName, from: number): void {
  const learn = (): void => {
    if (isDeadline(signal.reason)) ranOut(client, performance.now() - from);
  };
  if (signal.aborted) learn();
  else signal.addEventListener('abort', learn, { once: true });
}

/** A state that is ours and belongs to another client or another call. @throws ProtocolError */
function refuseForeign({ refused }: CallToolParts, state: Sealed, client: ClientName, call: string): void {
  if (state.client === client && state.call === call) return;
  refused('A request state of another client or another call was brought.');
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid or expired requestState');
}

function toResult(
  outcome: Outcome,
  { request_id, takesLinks }: { readonly request_id: string; readonly takesLinks: boolean },
): CallToolResult {
  const trace = { request_id, approval_id: outcome.approval, rule: outcome.rule };
  switch (outcome.kind) {
    case 'done':
      // A tool that is about another run, or about the rule for another request, names that one itself.
      return resultOf(
        { run_id: outcome.run, ...trace, ...outcome.output },
        outcome.failed,
        takesLinks ? outcome.links : [],
      );
    case 'refused': {
      const refusal = toldRefusal(outcome.refusal);
      const { code, message, hint, retryable } = refusal;
      if (code === 'PENDING_APPROVAL') {
        return resultOf({ ...ticketFor(outcome.approval, refusal), ...trace, run_id: null }, false);
      }
      const { gateway } = refusalCatalogue[code];
      return resultOf(
        {
          success: false,
          code,
          message,
          hint,
          retryable,
          error_code: gateway,
          error_message: message,
          // As clients of earlier fallback runners read it.
          ok: false,
          error: { code: gateway, message, details: null, suggestion: hint },
          ...trace,
          run_id: null,
        },
        true,
      );
    }
  }
}

/** The text repeats the structure for clients that read text only. */
function resultOf(
  structuredContent: Record<string, unknown>,
  isError: boolean,
  links: readonly ResourceLink[] = [],
): CallToolResult {
  const text = { type: 'text' as const, text: JSON.stringify(structuredContent) };
  const more = links.map((link) => ({ type: 'resource_link' as const, ...toResource(link) }));
  return { content: [text, ...more], structuredContent, isError };
}
