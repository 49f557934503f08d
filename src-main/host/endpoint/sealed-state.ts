/**
 * The state that a client of protocol 2026-07-28 is given with `input_required` and brings back unread. It is encrypted and signed with
 * keys of this data folder, so that it survives a restart and says nothing to whoever carries it, and bound to the client, the tool and the arguments: what comes back changed, late, from another
 * client or with another request is refused before anything is looked at.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
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
  const codec = createRequestStateCodec<{ readonly sealed: string }>({ key, ttlSeconds: VALID_SECONDS });
  const cipher = cipherOf(key);
  return {
    seal: (state, context) => codec.mint({ sealed: cipher.encrypt(JSON.stringify(state)) }, context),
    async open(text, context) {
      const { sealed } = await codec.verify(text, context);
      const { approval, ...rest }: Sealed = JSON.parse(cipher.decrypt(sealed));
      return { ...rest, approval: ApprovalId.parse(approval) };
    },
  };
}

const [NONCE_BYTES, TAG_BYTES] = [12, 16];

/** AES-256-GCM under a key of its own, made from the one that signs. */
function cipherOf(signingKey: Uint8Array) {
  const key = new Uint8Array(hkdfSync('sha256', signingKey, '', 'countersign request state', 32));
  return {
    encrypt(text: string): string {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    /** @throws Error for what was not encrypted here */
    decrypt(sealed: string): string {
      const bytes = Buffer.from(sealed, 'base64url');
      const [nonce, rest] = [bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES)];
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(rest.subarray(0, TAG_BYTES));
      return Buffer.concat([decipher.update(rest.subarray(TAG_BYTES)), decipher.final()]).toString('utf8');
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
