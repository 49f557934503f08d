/** Agent programs and their tokens. */
import { z } from 'zod';
import { ClientInfo, ClientName, ClientPace, usualPace } from '../../model/client.ts';
import { command, event, query } from '../operation.ts';
import { nothing } from './fields.ts';

export const clients = {
  list: query(nothing, z.array(ClientInfo).readonly()),
  /** The token is given this once and kept as a hash only. */
  add: command(
    z.strictObject({ name: ClientName, pace: ClientPace.default(usualPace) }),
    z.object({ name: ClientName, token: z.string() }).readonly(),
  ),
  /** How long it waits for one answer. */
  setPace: command(z.strictObject({ name: ClientName, pace: ClientPace }), ClientInfo),
  revoke: command(z.strictObject({ name: ClientName }), ClientInfo),
  changed: event(ClientInfo),
} as const;
