/** Branded identifiers. Each pattern is strict because several of them become file names. */
import { z } from 'zod';

/** Lower-case hex SHA-256. */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits (SHA-256)')
  .brand<'sha256'>();
export type Sha256 = z.infer<typeof Sha256>;

/** Every hash that something refers to. @param json what it is, as text */
export const hashesIn = (json: string): ReadonlySet<string> => new Set(json.match(/[0-9a-f]{64}/gu) ?? []);

/** `req_` and 26 base-32 digits; one per tool call. */
export const RequestId = z
  .string()
  .regex(/^req_[0-9a-hjkmnp-tv-z]{26}$/, 'expected a request id (req_…)')
  .brand<'request'>();
export type RequestId = z.infer<typeof RequestId>;

/** `run_YYYYMMDD_HHMMSS_xxxxxxxx`, UTC; also the name of the run's folder, so folders sort by time. */
export const RunId = z
  .string()
  .regex(/^run_\d{8}_\d{6}_[0-9a-f]{8}$/, 'expected a run id (run_YYYYMMDD_HHMMSS_xxxxxxxx)')
  .brand<'run'>();
export type RunId = z.infer<typeof RunId>;

/** `apr_` and 26 base-32 digits; one per card in the approval queue. */
export const ApprovalId = z
  .string()
  .regex(/^apr_[0-9a-hjkmnp-tv-z]{26}$/, 'expected an approval id (apr_…)')
  .brand<'approval'>();
export type ApprovalId = z.infer<typeof ApprovalId>;

/** `ses_` and 26 base-32 digits; made by the host only, never by a client. */
export const SessionId = z
  .string()
  .regex(/^ses_[0-9a-hjkmnp-tv-z]{26}$/, 'expected a session id (ses_…)')
  .brand<'session'>();
export type SessionId = z.infer<typeof SessionId>;

/** `gra_` and 26 base-32 digits; one per standing grant. */
export const StandingGrantId = z
  .string()
  .regex(/^gra_[0-9a-hjkmnp-tv-z]{26}$/, 'expected a grant id (gra_…)')
  .brand<'standing-grant'>();
export type StandingGrantId = z.infer<typeof StandingGrantId>;

/** `trf_` and 26 base-32 digits; one per file that is handed over in pieces. */
export const TransferId = z
  .string()
  .regex(/^trf_[0-9a-hjkmnp-tv-z]{26}$/, 'expected a transfer id (trf_…)')
  .brand<'transfer'>();
export type TransferId = z.infer<typeof TransferId>;
