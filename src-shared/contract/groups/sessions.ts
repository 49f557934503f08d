/** Sessions that clients have open, and those that ended since the start. */
import { z } from 'zod';
import { SessionId } from '../../model/ids.ts';
import { SessionDetail, SessionInfo } from '../../model/session.ts';
import { command, event, query } from '../operation.ts';
import { nothing } from './fields.ts';

export const sessions = {
  /** Open ones first, then those that have ended, the last to end first. */
  list: query(nothing, z.array(SessionInfo).readonly()),
  show: query(z.strictObject({ id: SessionId }), SessionDetail),
  /** Ends it and what runs in it, and answers when that is over. CONFLICT when it has ended already. */
  end: command(z.strictObject({ id: SessionId, force: z.boolean().default(false) }), SessionInfo),
  changed: event(SessionInfo),
} as const;
