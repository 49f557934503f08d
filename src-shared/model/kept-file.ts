/** A file that is kept with a run. */
import { z } from 'zod';
import { Sha256 } from './ids.ts';

export const KeptKind = z.enum(['package', 'left', 'report', 'order']);
/**
 * `package`: what it was started with. `left`: what it left. `report`: what happened, in sections. `order`: what was asked for, so that it
 * can be asked for once more.
 */
export type KeptKind = z.infer<typeof KeptKind>;

export const KeptFile = z
  .object({
    kind: KeptKind,
    /** As the package or the program named it. A name, never a path on this machine. */
    path: z.string().max(1000),
    bytes: z.number().int().nonnegative(),
    sha256: Sha256,
  })
  .readonly();
export type KeptFile = z.infer<typeof KeptFile>;
