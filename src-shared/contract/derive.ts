/** Types and lookups derived from the contract: handler tables, the client's shape, event names. */
import type { z } from 'zod';
import { type Contract, contract } from './contract.ts';
import type { AnyContract, AnyOperation, Event } from './operation.ts';

type Group = keyof Contract & string;
type OperationsOf<G extends Group> = {
  [K in keyof Contract[G] as Contract[G][K] extends AnyOperation ? K : never]: Contract[G][K];
};
type EventsOf<G extends Group> = {
  [K in keyof Contract[G] as Contract[G][K] extends Event<z.ZodType> ? K : never]: Contract[G][K];
};

/** `approvals.list`, `runs.show` … */
export type OperationName = { [G in Group]: `${G}.${keyof OperationsOf<G> & string}` }[Group];
export type EventName = { [G in Group]: `${G}.${keyof EventsOf<G> & string}` }[Group];

type Lookup<N extends string> = N extends `${infer G extends Group}.${infer K}`
  ? K extends keyof Contract[G]
    ? Contract[G][K]
    : never
  : never;

export type OperationInput<N extends OperationName> =
  Lookup<N> extends { input: infer I extends z.ZodType } ? z.input<I> : never;
export type ParsedInput<N extends OperationName> =
  Lookup<N> extends { input: infer I extends z.ZodType } ? z.output<I> : never;
export type OperationOutput<N extends OperationName> =
  Lookup<N> extends { output: infer O extends z.ZodType } ? z.output<O> : never;
export type EventPayload<N extends EventName> =
  Lookup<N> extends { payload: infer P extends z.ZodType } ? z.output<P> : never;

/** Who calls: the door is known to the mount; nothing of it comes from the caller's own words. */
export interface Caller {
  readonly via: 'desktop' | 'browser' | 'terminal';
  /** The operating system's user name. */
  readonly user: string;
}

/** What the host implements: a missing handler is a type error. */
export type Handlers = {
  readonly [N in OperationName]: (input: ParsedInput<N>, caller: Caller) => Promise<OperationOutput<N>>;
};

/** An event as it travels. `seq` counts from 1 over the life of the host. */
export type WireEvent = {
  [N in EventName]: { readonly seq: number; readonly name: N; readonly payload: EventPayload<N> };
}[EventName];

/** What the renderer and the command line hold, however it is carried. */
export interface HostClient {
  call<N extends OperationName>(name: N, input: OperationInput<N>): Promise<OperationOutput<N>>;
  /**
   * Listens to every event. `onGap` is called when events may have been missed (reconnect): fetch snapshots again then.
   * @returns a function that stops listening
   */
  listen(onEvent: (event: WireEvent) => void, onGap: () => void): () => void;
}

const flatten = <K extends string>(wanted: (kind: string) => boolean): K[] =>
  Object.entries(contract).flatMap(([group, entries]) =>
    Object.entries(entries).flatMap(([key, entry]) => (wanted(entry.kind) ? [`${group}.${key}` as K] : [])),
  );

export const operationNames: readonly OperationName[] = flatten<OperationName>((kind) => kind !== 'event');
export const eventNames: readonly EventName[] = flatten<EventName>((kind) => kind === 'event');

/** @returns the contract's entry for a name that came over a wire, or `undefined` */
export function findOperation(name: string): AnyOperation | undefined {
  const known: readonly string[] = operationNames;
  if (!known.includes(name)) return undefined;
  const [group = '', key = ''] = name.split('.');
  const groups: AnyContract = contract;
  const entry = groups[group]?.[key];
  return entry === undefined || entry.kind === 'event' ? undefined : entry;
}
