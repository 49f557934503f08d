/** What a client would do with its own sessions. */
import { z } from 'zod';
import { SessionId } from '../ids.ts';
import { PinnedFolder } from './pins.ts';

export const SessionCreatePlan = z
  .object({
    kind: z.literal('session.create'),
    workingDir: PinnedFolder,
    /** Who named the folder: the request, the client's roots, or nobody, which means the home folder. `null` on older records. */
    folderFrom: z.enum(['request', 'root', 'home']).nullable().default(null),
    /** Asked for by the agent; a command receives only the names that its rule lets through. */
    env: z.record(z.string(), z.string()).readonly(),
  })
  .readonly();
export type SessionCreatePlan = z.infer<typeof SessionCreatePlan>;

export const SessionListPlan = z.object({ kind: z.literal('session.list') }).readonly();
export type SessionListPlan = z.infer<typeof SessionListPlan>;

export const SessionKillPlan = z
  .object({ kind: z.literal('session.kill'), session: SessionId, force: z.boolean() })
  .readonly();
export type SessionKillPlan = z.infer<typeof SessionKillPlan>;
