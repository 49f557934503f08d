/** What a sandboxed program can see and change of this machine. Every path is canonical; what is in none of the lists is not there for it. */
import { z } from 'zod';

const paths = z.array(z.string()).readonly();

export const Confinement = z
  .object({
    by: z.enum(['bubblewrap', 'seatbelt']),
    /** The folder that it is about: where the program works. */
    workspace: z.string(),
    /** Folders and files that belong to the system or to the program itself, to be read. */
    system: paths,
    /** What the policy lets be read, with all that is below. */
    readOnly: paths,
    /** What may be changed, with all that is below. */
    writable: paths,
    /** Inside of the above, and closed: it can be neither read nor changed. */
    hidden: paths,
    /** Inside of `writable`, and readable alone, because other programs act on it by themselves. */
    fixed: paths,
    /** Inside of `writable`: these do not exist, and cannot be made. */
    barred: paths,
    /** Parts of `paths.read` that are left out, because looking through all of it for what is blocked would take too long. */
    leftOut: paths,
    /** Whose rights the program has on this machine; `null` where users have no number. */
    user: z.object({ uid: z.number().int(), gid: z.number().int() }).readonly().nullable(),
  })
  .readonly();
export type Confinement = z.infer<typeof Confinement>;
