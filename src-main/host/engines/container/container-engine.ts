/** The container engine, as the capabilities that use it see it: it pins images, and carries out granted plans in containers of their own. */
import type { Grant } from '#host/grants/grant.ts';
import type {
  ContainerSpec,
  EngineCondition,
  ImagePackage,
  PinnedImage,
  Plan,
  RunEnd,
  RunHandle,
} from '#shared/model/index.ts';

/** A plan that says what container it would run in. */
export type ContainerPlan = Extract<Plan, { readonly container: ContainerSpec }>;

/** A file that the program left in its output folder, read back through the engine: regular files only, links never followed. */
export interface LeftFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** One connection that a program made to a target of its plan, as the host saw it: what the program itself saw proves nothing. */
export interface Dial {
  readonly host: string;
  readonly port: number;
  /** The one of the plan's addresses that took it; `null` when none did. */
  readonly address: string | null;
  /** Why not: `connect ECONNREFUSED 203.0.113.7:31337`. The program sees a connection that is reset. */
  readonly error: string | null;
  readonly connectMs: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

export interface ContainerEnd<P extends ContainerPlan = ContainerPlan> {
  /** What was redeemed and carried out: its owner writes its report from this and from nothing else. */
  readonly plan: P;
  readonly end: RunEnd;
  readonly left: readonly LeftFile[];
  /** Files that were left and not taken, each with why. */
  readonly refused: readonly { readonly path: string; readonly because: string }[];
  /** Its connections, in order; the first thousand. */
  readonly dials: readonly Dial[];
}

export interface EngineState {
  readonly state: EngineCondition;
  /** `Docker 28.2`, `Podman 4.3`; `null` where nothing answers. */
  readonly name: string | null;
  /** Where it was found and why this one: for the status strip and the doctor. */
  readonly sentence: string;
  /** Runtimes that were tried and work. */
  readonly runtimes: readonly ('runc' | 'runsc')[];
}

export interface ContainerEngine {
  state(): EngineState;
  onChanged(listener: (state: EngineState) => void): () => void;
  /** @throws Refused ENGINE_UNAVAILABLE, IMAGE_MISSING */
  pinImage(name: string): Promise<PinnedImage>;
  /**
   * That containers of this image start with the runtime: tried once, by starting one. The trial goes on when nobody waits for it any more.
   * @throws Refused ENGINE_UNAVAILABLE, SANDBOX_MISSING with the cause, CANCELLED
   */
  holdRuntime(runtime: ContainerSpec['runtime'], image: PinnedImage, signal: AbortSignal): Promise<void>;
  /** What is installed in an image, as the image says; `null` where it does not say. @throws Refused ENGINE_UNAVAILABLE, IMAGE_MISSING */
  packagesOf(image: PinnedImage): Promise<readonly ImagePackage[] | null>;
  /**
   * That a container here can be walled in as the plan says: tried once, in a network of nobody's.
   * @throws Refused ENGINE_UNAVAILABLE, SANDBOX_MISSING with the cause, CANCELLED
   */
  holdFirewall(firewall: ContainerSpec['firewall'], signal: AbortSignal): Promise<void>;
  /** Sentences about an image that is gone or another one by now. */
  driftOfImage(image: PinnedImage): Promise<readonly string[]>;
  /**
   * Redeems the grant, creates exactly the plan's container, checks what the engine made of it, puts the package in, starts it, streams
   * its output, and removes it with everything that belonged to it. Resolves when nothing of the run goes on; what is left of the
   * container then is nobody's business but the engine's, and `close` waits until it is gone.
   * @param output the program's folder for what it leaves, and how much is taken back
   * @throws Refused ENGINE_UNAVAILABLE, IMAGE_MISSING, PLAN_DRIFT, SANDBOX_MISSING, with nothing started
   */
  carryOut<P extends ContainerPlan>(
    grant: Grant<P>,
    run: RunHandle,
    signal: AbortSignal,
    output?: { readonly folder: string; readonly mostBytes: number },
  ): Promise<ContainerEnd<P>>;
  /** For the host's start: removes containers, networks and volumes of an earlier host of this data folder. @returns how many */
  reap(): Promise<number>;
  /** A port that Countersign itself listens on: out of reach of every container, whatever a plan says. */
  keepFrom(port: number): void;
  /** Ends all runs as `host_quit` and waits for them. */
  close(): Promise<void>;
  /** Runs under way. */
  active(): number;
}
