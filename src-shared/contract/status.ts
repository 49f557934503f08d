/** The status strip and the doctor: how the house is, in figures and sentences. */
import { z } from 'zod';
import { EngineCondition } from '../model/engine-report.ts';

export const PolicyProblem = z
  .object({
    /** 1-based; 0 where a problem has no place. */
    line: z.number().int().nonnegative(),
    column: z.number().int().nonnegative(),
    /** What was expected, what came, what to do. */
    message: z.string(),
  })
  .readonly();
export type PolicyProblem = z.infer<typeof PolicyProblem>;

export const PolicyStatus = z
  .object({
    file: z.string(),
    /** `ok`: the file is in force. `last-good`: the file has problems or waits, an earlier version stays in force. `none`: everything is denied. */
    state: z.enum(['ok', 'last-good', 'none']),
    /** Counts loads since the data folder was made; 0 when none is in force. */
    version: z.number().int().nonnegative(),
    loaded_at: z.string().nullable(),
    problems: z.array(PolicyProblem).readonly(),
    /** The file was changed outside the app, and the change waits for the person: see `policy.outside`. */
    outside_change: z.boolean().default(false),
  })
  .readonly();
export type PolicyStatus = z.infer<typeof PolicyStatus>;

export const HostStatus = z
  .object({
    version: z.string(),
    mode: z.enum(['desktop', 'headless']),
    /** The agents' endpoint, e.g. `http://127.0.0.1:7717/mcp`. */
    endpoint: z.string(),
    data_dir: z.string(),
    /** How this machine starts the command line, for configuration that people copy; absent: `npx countersign`. */
    cli: z.array(z.string()).readonly().optional(),
    clients_connected: z.number().int().nonnegative(),
    approvals_pending: z.number().int().nonnegative(),
    runs_active: z.number().int().nonnegative(),
    sandbox: z.object({ name: z.string().nullable(), sentence: z.string() }).readonly(),
    audit: z
      .object({
        writable: z.boolean(),
        last_seq: z.number().int().nonnegative(),
        checked_at: z.string().nullable(),
        sentence: z.string(),
      })
      .readonly(),
    policy: PolicyStatus,
    /** The container engine; `null` name where none answers, and the sentence says what was tried. */
    engine: z
      .object({ state: EngineCondition, name: z.string().nullable(), sentence: z.string() })
      .readonly()
      .default({ state: 'absent', name: null, sentence: 'No container engine' }),
    /** Since when everything is paused, and who said so. */
    paused: z.object({ at: z.string(), by: z.string() }).readonly().nullable().default(null),
    /** Clients that ask more than a person can answer, and clients that nobody answered and that rest until then. */
    attention: z
      .object({
        flooding: z
          .array(z.object({ client: z.string(), waiting: z.number().int(), refused: z.number().int() }).readonly())
          .readonly(),
        quiet: z.array(z.object({ client: z.string(), until: z.string() }).readonly()).readonly(),
      })
      .readonly()
      .default({ flooding: [], quiet: [] }),
    /** The machine's own home folder, so that the UI can shorten paths. */
    home: z.string(),
  })
  .readonly();
export type HostStatus = z.infer<typeof HostStatus>;

export const DoctorCheck = z
  .object({
    name: z.string(),
    state: z.enum(['ok', 'warning', 'problem']),
    found: z.string(),
    /** The exact thing to do; `null` when all is well. */
    fix: z.string().nullable(),
  })
  .readonly();
export type DoctorCheck = z.infer<typeof DoctorCheck>;
