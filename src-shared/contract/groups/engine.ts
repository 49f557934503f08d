/** The container engine: which one, why, and the person's choice of another. No agent reaches any of this. */
import { z } from 'zod';
import { EngineReport } from '../../model/engine-report.ts';
import { command, query } from '../operation.ts';
import { nothing } from './fields.ts';

export const engine = {
  show: query(nothing, EngineReport),
  /** Looks again, everywhere, now; a runtime that failed is tried once more. */
  look: command(nothing, EngineReport),
  /**
   * Uses the engine at this address, from now on and after a restart; `null`: whichever is found. It has to answer first: CONFLICT with what
   * it said otherwise, and the former stays.
   */
  choose: command(
    z.strictObject({
      address: z.string().min(1).max(1000).nullable(),
      tls_folder: z.string().min(1).max(4096).nullable().default(null),
    }),
    EngineReport,
  ),
} as const;
