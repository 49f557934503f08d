/** Agent programs and their tokens. */
import { z } from 'zod';
import { ClientInfo, ClientName } from '../../model/client.ts';
import { command, event, query } from '../operation.ts';
import { nothing } from './fields.ts';

export const clients = {
  list: query(nothing, z.array(ClientInfo).readonly()),
  /** The token is given this once and kept as a hash only. */
  add: command(z.strictObject({ name: ClientName }), z.object({ name: ClientName, token: z.string() }).readonly()),
  revoke: command(z.strictObject({ name: ClientName }), ClientInfo),
  changed: event(ClientInfo),
} as const;
