/** Permissions that outlive one run. */
import { z } from 'zod';
import { ClientName } from '../../model/client.ts';
import { StandingGrantId } from '../../model/ids.ts';
import { StandingGrant } from '../../model/standing-grant.ts';
import { command, event, query } from '../operation.ts';
import { page } from './fields.ts';

export const grants = {
  /** Those that count first, then newest first. */
  list: query(z.strictObject({ limit: page }), z.array(StandingGrant).readonly()),
  revoke: command(z.strictObject({ id: StandingGrantId }), StandingGrant),
  /** A trusted session: what the policy asks about passes while it runs sandboxed inside the workspace. */
  trust: command(
    z.strictObject({
      client: ClientName,
      /** Absolute; made canonical by the host. */
      workspace: z.string().min(1).max(4096),
      minutes: z.number().int().min(1).max(60),
    }),
    StandingGrant,
  ),
  changed: event(StandingGrant),
} as const;
