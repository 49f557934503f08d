/** Sessions as the person sees them: whose, where, since when, and what happens in them. */
import { z } from 'zod';
import { ClientName } from './client.ts';
import { RunId, SessionId } from './ids.ts';
import { RunSummary } from './run.ts';

export const SessionInfo = z
  .object({
    id: SessionId,
    client: ClientName,
    working_dir: z.string(),
    /** Names of variables that the agent wished for; a command receives only those that its rule lets through. */
    variables: z.array(z.string()).readonly(),
    created_at: z.string(),
    last_used_at: z.string(),
    /** When it ends if nobody uses it; `null` while its client waits for something in it, and once it has ended. */
    idle_end_at: z.string().nullable(),
    ended_at: z.string().nullable(),
    ended_because: z.enum(['killed', 'idle', 'revoked', 'person']).nullable(),
    /** Runs under way in it. */
    running: z.array(RunId).readonly(),
  })
  .readonly();
export type SessionInfo = z.infer<typeof SessionInfo>;

export const SessionProcess = z
  .object({
    pid: z.number().int(),
    parent: z.number().int(),
    /** The command line, secrets taken out. */
    argv: z.array(z.string()).readonly(),
    name: z.string(),
    status: z.string(),
    memory_bytes: z.number().int().nullable(),
    cpu_ms: z.number().nullable(),
    started_at: z.string().nullable(),
    run: RunId,
  })
  .readonly();
export type SessionProcess = z.infer<typeof SessionProcess>;

export const SessionDetail = z
  .object({
    session: SessionInfo,
    /** Newest first; what changed files is among them. */
    runs: z.array(RunSummary).readonly(),
    processes: z.array(SessionProcess).readonly(),
  })
  .readonly();
export type SessionDetail = z.infer<typeof SessionDetail>;
