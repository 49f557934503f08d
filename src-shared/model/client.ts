/** A client is an agent program with a token of its own. Its identity is the token; what it says of itself is a claim. */
import { z } from 'zod';

/** The name a person gave a client: what the UI, the log and policy overrides call it. */
export const ClientName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$/,
    'expected 1 to 63 letters, digits, spaces, dots, dashes or underscores, starting with a letter or digit',
  );
export type ClientName = z.infer<typeof ClientName>;

export const ClientRef = z
  .object({
    name: ClientName,
    /** Of the client itself: a name can be given out again once its client is revoked, and what was the old one's stays that. */
    id: z.string().max(64).optional(),
    /** `name version` as the program introduces itself over MCP; unverified. */
    claims: z.string().max(200).nullable(),
  })
  .readonly();
export type ClientRef = z.infer<typeof ClientRef>;

/** Whether both are one and the same client, not two that had the same name one after the other. */
export const isSameClient = (a: ClientRef, b: ClientRef): boolean => a.name === b.name && a.id === b.id;

/** How long a client waits for one answer; none of it is told by the protocol. */
export const ClientPace = z
  .object({
    /** A call that waits for a person is answered within this, and the client told to come back; `null`: the usual time for its protocol. */
    answer_within_ms: z.number().int().min(500).max(3_600_000).nullable(),
    /** Each progress message gives it its whole time anew, so that it can be held for as long as the card waits. */
    progress_extends: z.boolean(),
  })
  .readonly();
export type ClientPace = z.infer<typeof ClientPace>;
export const usualPace: ClientPace = { answer_within_ms: null, progress_extends: false };

/** A client as the person sees it in lists. The token is never part of it. */
export const ClientInfo = z
  .object({
    name: ClientName,
    /** ISO 8601. */
    created_at: z.string(),
    last_seen_at: z.string().nullable(),
    claims: z.string().nullable(),
    revoked: z.boolean(),
    /** MCP connections open now. */
    connections: z.number().int().nonnegative(),
    pace: ClientPace.default(usualPace),
  })
  .readonly();
export type ClientInfo = z.infer<typeof ClientInfo>;
