/** The house as a whole. */
import { z } from 'zod';
import { command, event, query } from '../operation.ts';
import { DoctorCheck, HostStatus } from '../status.ts';
import { nothing } from './fields.ts';

export const host = {
  status: query(nothing, HostStatus),
  doctor: query(nothing, z.array(DoctorCheck).readonly()),
  /** A fresh one-time login link to the headless UI; CONFLICT where there is none. */
  loginLink: command(nothing, z.object({ url: z.string() }).readonly()),
  /** Nothing new starts until `resume`. With `kill`, what runs is ended too. */
  pause: command(z.strictObject({ kill: z.boolean().default(false) }), HostStatus),
  resume: command(nothing, HostStatus),
  /** Drops every standing grant. */
  lock: command(nothing, z.object({ ended: z.number().int().nonnegative() }).readonly()),
  changed: event(HostStatus),
} as const;
