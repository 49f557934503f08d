/** One `tools/call`: becomes a Request, goes to the broker, and comes back as a result the client can read. */
import type { CallToolRequest, CallToolResult, ServerContext } from '@modelcontextprotocol/server';
import type { Watcher } from '#host/broker/index.ts';
import { freshId } from '#host/storage/index.ts';
import { type Outcome, type Request, RequestId, refusalCatalogue } from '#shared/model/index.ts';
import type { Exchange } from './exchange.ts';
import { reportProgress } from './report-progress.ts';

const MAX_REASON_LENGTH = 1000;
const MAX_CLAIMS_LENGTH = 200;

export interface CallToolParts {
  readonly broker: { handle(request: Request, watcher: Watcher, signal: AbortSignal): Promise<Outcome> };
}

export async function callTool(
  { broker }: CallToolParts,
  call: CallToolRequest,
  context: ServerContext,
  exchange: Exchange,
  claims: string | null,
): Promise<CallToolResult> {
  const { reason, ...input } = call.params.arguments ?? {};
  const request: Request = {
    id: RequestId.parse(freshId('req_')),
    client: { name: exchange.client, claims: claims?.slice(0, MAX_CLAIMS_LENGTH) ?? null },
    tool: call.params.name,
    input,
    agentReason: typeof reason === 'string' ? reason.slice(0, MAX_REASON_LENGTH) : null,
    connection: exchange.connection,
  };
  using progress = reportProgress(context);
  const outcome = await broker.handle(request, progress, AbortSignal.any([context.mcpReq.signal, exchange.gone]));
  return toResult(outcome);
}

function toResult(outcome: Outcome): CallToolResult {
  const trace = { approval_id: outcome.approval, rule: outcome.rule };
  switch (outcome.kind) {
    case 'done':
      return resultOf({ ...outcome.output, ...trace, run_id: outcome.run }, outcome.failed);
    case 'refused': {
      const { code, message, hint, retryable } = outcome.refusal;
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

/** The text repeats the structure for clients that read text only. */
function resultOf(structuredContent: Record<string, unknown>, isError: boolean): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent, isError };
}
