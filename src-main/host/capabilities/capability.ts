/** What an agent may ask for. One folder a capability, one line in the registry; nothing else in the house knows it. */
import type { z } from 'zod';
import type { Grant } from '#host/grants/grant.ts';
import type { Plan, RefusalCode, Request, ResourceLink, RunHandle } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/compiled-policy.ts';

export interface ToolDefinition<Input, Output> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Strict: an unknown argument is an error. */
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
  /** What arguments that do not fit are refused with, where that is not BAD_INPUT. */
  readonly badInput?: RefusalCode;
  /** Whether a call with these arguments is helped by the folders that the client says its person works in. */
  readonly wantsRoots?: (input: Readonly<Record<string, unknown>>) => boolean;
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
}

export interface Performed<Output> {
  readonly output: Output;
  /** The tool did its work but the work failed, e.g. a non-zero exit. */
  readonly failed: boolean;
  /** Where more of it can be read. */
  readonly links?: readonly ResourceLink[];
  /**
   * The work goes on after this answer, without the client that asked: it resolves when the work is over, and until then nothing that the
   * request holds is let go. The run ends when its session does, when somebody ends it, or when Countersign quits.
   */
  readonly rest?: Promise<{ readonly failed: boolean }>;
}

/** What a resource holds: text, or anything else as base64. */
export type ResourceContent =
  | { readonly mimeType: string; readonly text: string }
  | { readonly mimeType: string; readonly blob: string };

/** How what a tool reads can also be had as MCP resources. Fetching one is calling the tool: the same road, the same records. */
export interface ToolResources<Output> {
  /** The addresses, as an RFC 6570 template such as `countersign://runs/{run_id}/stdout`. */
  readonly template: {
    readonly uriTemplate: string;
    readonly name: string;
    readonly title: string;
    readonly description: string;
    /** Left out where each of them has its own. */
    readonly mimeType?: string;
  };
  /** @returns the tool's arguments for an address; `undefined` for an address that is not one of these */
  inputFor(uri: string): Readonly<Record<string, unknown>> | undefined;
  contentOf(output: Output): ResourceContent;
}

export interface Capability<Input = unknown, P extends Plan = Plan, Output extends object = object> {
  readonly tool: ToolDefinition<Input, Output>;
  /** `control` for tools that end or look at what is under way: they are let in also when the house is full. */
  readonly lane?: 'control';
  readonly resources?: ToolResources<Output>;
  /** For a tool that lists what can be fetched: called without arguments, its answer is the list of resources. */
  readonly resourceList?: (output: Output) => readonly ResourceLink[];
  /** Bytes of output that a run of the plan may leave for a person to read; `null` when it leaves no transcript at all. */
  transcriptBytes(plan: P): number | null;
  /**
   * Resolves everything that the run will use. Reads the world, changes nothing but the content store.
   * @param signal fires when nobody waits for the plan any more
   * @throws Refused
   */
  plan(request: Request, input: Input, policy: CompiledPolicy, signal: AbortSignal): Promise<P>;
  /** One sentence for a person, from the plan alone: `Run git push origin main in /home/anna/proj`. */
  describe(plan: P): string;
  /** What in the plan no longer matches the world, as sentences; empty when it still holds. */
  drift(plan: P): Promise<readonly string[]>;
  /** The request is over, however it went: lets go of what `plan` kept in the content store. */
  release(plan: P): Promise<void>;
  /** The only method that acts. It learns what to do by redeeming the grant. */
  perform(grant: Grant<P>, run: RunHandle, request: Request, signal: AbortSignal): Promise<Performed<Output>>;
}
