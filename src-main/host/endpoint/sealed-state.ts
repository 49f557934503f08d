/**
 * The state that a client of protocol 2026-07-28 is given with `input_required` and brings back unread. It is signed with a key of this data
 * folder, so that it survives a restart, and bound to the client, the tool and the arguments: what comes back changed, late, from another
 * client or with another request is refused before anything is looked at.
 */
import { createHash } from 'node:crypto';
import { createRequestStateCodec, type ServerContext } from '@modelcontextprotocol/server';
import { ApprovalId, canonicalJson } from '#shared/model/index.ts';

/** Longer than the longest that a card can wait and be redeemed after. */
const VALID_SECONDS = 2 * 60 * 60;

export interface Sealed {
  readonly approval: ApprovalId;
  readonly client: string;
  /** SHA-256 over tool and arguments. */
  readonly call: string;
  /** How often the client has come back. */
  readonly round: number;
}

export interface SealedStates {
  seal(state: Sealed, context: ServerContext): Promise<string>;
  /** @throws Error for what was not sealed here, or too long ago */
  open(text: string, context: ServerContext): Promise<Sealed>;
}

/** @param key at least 32 bytes */
export function createSealedStates(key: Uint8Array): SealedStates {
  const codec = createRequestStateCodec<Sealed>({ key, ttlSeconds: VALID_SECONDS });
  return {
    seal: (state, context) => codec.mint(state, context),
    async open(text, context) {
      const { approval, ...rest } = await codec.verify(text, context);
      return { ...rest, approval: ApprovalId.parse(approval) };
    },
  };
}

/** What a call is about; the same for the same tool and arguments. */
export function callHash(tool: string, input: unknown): string {
  return createHash('sha256').update(textOf(tool, input)).digest('hex');
}

/** Arguments that have no canonical form (half a surrogate pair in a text) are refused later, by the tool, which says what is wrong. */
function textOf(tool: string, input: unknown): string {
  try {
    return canonicalJson([tool, input]);
  } catch {
    return JSON.stringify([tool, input]);
  }
}
