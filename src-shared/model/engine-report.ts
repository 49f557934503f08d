/** The container engine for the person: which one was taken and why, where else was looked, what it is, and what is known against it. */
import { z } from 'zod';

/** `ready`: answered within its time. `absent`: nothing answers. `slow` and `odd`: it answers late, or not as an engine should. */
export const EngineCondition = z.enum(['ready', 'absent', 'slow', 'odd']);
export type EngineCondition = z.infer<typeof EngineCondition>;

/** What the person chose instead of what would be found. */
export const EngineChoice = z
  .object({
    /** `unix:///run/docker.sock`, `tcp://host:2376`, `ssh://anna@host` */
    address: z.string(),
    /** Folder with `ca.pem`, `cert.pem` and `key.pem`; `null`: what DOCKER_CERT_PATH says, or none. */
    tls_folder: z.string().nullable(),
  })
  .readonly();
export type EngineChoice = z.infer<typeof EngineChoice>;

export const EnginePlace = z
  .object({
    address: z.string(),
    /** Why there, continuing “looked for …”. */
    because: z.string(),
    /** `used`: the one. `answers`: would do, and stands further down. `asked`: no answer yet. */
    outcome: z.enum(['used', 'answers', 'asked', 'absent', 'slow', 'odd']),
    /** What came of it: `connect ENOENT /run/docker.sock`, `Docker 28.2.2, in 3 ms`. */
    words: z.string(),
  })
  .readonly();
export type EnginePlace = z.infer<typeof EnginePlace>;

/** Something that a policy may call for and that is believed once it was tried. */
const TriedState = z
  .object({ state: z.enum(['absent', 'listed', 'works', 'broken']), words: z.string(), fix: z.string().nullable() })
  .readonly();

/** gVisor's runtime. `absent`: the engine does not list it. `listed`: not tried yet. `works`, `broken`: a container was started with it, or could not be. */
export type GvisorState = z.infer<typeof TriedState>;

/** The second wall. `absent`: this machine or engine cannot have it. `listed`: not tried yet. `works`, `broken`: it was raised for a try, or could not be. */
export type FirewallState = z.infer<typeof TriedState>;

export const EngineReport = z
  .object({
    state: EngineCondition,
    /** `Docker 28.2`; `null` where nothing answers. */
    name: z.string().nullable(),
    sentence: z.string(),
    chosen: EngineChoice.nullable(),
    places: z.array(EnginePlace).readonly(),
    facts: z
      .object({
        version: z.string(),
        api_version: z.string(),
        platform: z.string(),
        rootless: z.boolean(),
        runtimes: z.array(z.string()).readonly(),
        runc_version: z.string().nullable(),
        answer_ms: z.number(),
      })
      .readonly()
      .nullable(),
    warnings: z.array(z.object({ found: z.string(), fix: z.string() }).readonly()).readonly(),
    gvisor: TriedState,
    firewall: TriedState,
  })
  .readonly();
export type EngineReport = z.infer<typeof EngineReport>;
