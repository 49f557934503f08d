/**
 * The folders that a client says its person works in (MCP roots). They are claims: a tool may propose one of them where it would otherwise
 * take a default, and the policy decides on it like on any other. A client that does not answer in time has none.
 */
import { fileURLToPath } from 'node:url';
import {
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { takesRounds } from './delivery.ts';

const WITHIN_MS = 3_000;
const MOST_ROOTS = 32;
const LONGEST_PATH = 4096;
const KEY = 'roots';

/** @returns the paths; or what to answer the client with, so that it sends them */
export async function rootsOf(context: ServerContext): Promise<readonly string[] | InputRequiredResult> {
  if (!takesRounds(context)) return askOverTheWire(context);
  const answered = inputResponse(context.mcpReq.inputResponses, KEY);
  if (answered.kind === 'roots') return pathsOf(answered.roots);
  const wasAsked = context.mcpReq.inputResponses !== undefined || context.mcpReq.requestState() !== undefined;
  return wasAsked ? [] : inputRequired({ inputRequests: { [KEY]: inputRequired.listRoots() } });
}

async function askOverTheWire(context: ServerContext): Promise<readonly string[]> {
  try {
    const { roots } = await context.mcpReq.send({ method: 'roots/list' }, { timeout: WITHIN_MS });
    return pathsOf(roots);
  } catch {
    // It said that it has roots and does not tell them: then nothing is proposed.
    return [];
  }
}

function pathsOf(roots: readonly { readonly uri: string }[]): readonly string[] {
  return roots.slice(0, MOST_ROOTS).flatMap(({ uri }) => {
    try {
      const path = fileURLToPath(uri);
      return path.length <= LONGEST_PATH && !path.includes('\0') ? [path] : [];
    } catch {
      return [];
    }
  });
}
