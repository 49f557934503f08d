/** One `tools/call`: becomes a Request, goes to the broker, and comes back as a result the client can read. */
import type { CallToolRequest, CallToolResult, ServerContext } from '@modelcontextprotocol/server';
import type { Watcher } from '#host/broker/index.ts';
import { type Outcome, type Refusal, type Request, type ResourceLink, refusalCatalogue } from '#shared/model/index.ts';
import type { Exchange } from './exchange.ts';
import { reportProgress } from './report-progress.ts';
import { requestOf } from './request-of.ts';
import { toResource } from './resources.ts';

/** Well before the minute after which many clients give up. */
const PATIENCE_MS = 45_000;

export interface CallToolParts {
  readonly broker: { handle(request: Request, watcher: Watcher, signal: AbortSignal): Promise<Outcome> };
}

export interface CallerWords {
  /** What the client says of itself. */
  readonly claims: string | null;
  /** Whether its protocol version knows links to resources. */
  readonly takesLinks: boolean;
}

export async function callTool(
  { broker }: CallToolParts,
  call: CallToolRequest,
  context: ServerContext,
  exchange: Exchange,
  { claims, takesLinks }: CallerWords,
): Promise<CallToolResult> {
  const request = requestOf(exchange, claims, call.params.name, call.params.arguments ?? {});
  using progress = reportProgress(context, PATIENCE_MS);
  const outcome = await broker.handle(request, progress, AbortSignal.any([context.mcpReq.signal, exchange.gone]));
  return toResult(outcome, { request_id: request.id, takesLinks });
}

function toResult(
  outcome: Outcome,
  { request_id, takesLinks }: { readonly request_id: string; readonly takesLinks: boolean },
): CallToolResult {
  const trace = { request_id, approval_id: outcome.approval, rule: outcome.rule };
  switch (outcome.kind) {
    case 'done':
      // A tool that is about another run names that one itself.
      return resultOf(
        { run_id: outcome.run, ...outcome.output, ...trace },
        outcome.failed,
        takesLinks ? outcome.links : [],
      );
    case 'refused': {
      const { code, message, hint, retryable } = outcome.refusal;
      if (code === 'PENDING_APPROVAL') return pendingResult(outcome.refusal, trace);
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
          ...trace,
          run_id: null,
        },
        true,
      );
    }
  }
}

/** Nothing failed: the client is to come back. The ticket is worth something to this client alone. */
function pendingResult({ code, message, hint }: Refusal, trace: Trace): CallToolResult {
  const told = { success: false, status: 'pending_approval', code, message, hint, retryable: true };
  return resultOf({ ...told, ticket: trace.approval_id, ...trace, run_id: null }, false);
}

interface Trace {
  readonly approval_id: string | null;
  readonly rule: object | null;
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
