/** The user of this machine that a program runs as, where that is another than Countersign itself. */
import { z } from 'zod';

export const RunAs = z
  .object({
    /** As the policy names it. */
    name: z.string(),
    uid: z.number().int(),
    gid: z.number().int(),
    home: z.string(),
    /** Whether that user could make files in the folder that the program works in, when the plan was made. */
    mayWrite: z.boolean(),
  })
  .readonly();
export type RunAs = z.infer<typeof RunAs>;
