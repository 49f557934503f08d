/** What the fake host's handlers are made of and what they work on: its world, and how everybody hears that it changed. */
import type { EventName, EventPayload, Handlers, OperationName } from '#shared/contract/index.ts';
import type { Approval, RunSummary, SessionInfo } from '#shared/model/index.ts';
import type { FakeWorld } from './fake-world.ts';

export interface FakeInside {
  readonly world: FakeWorld;
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void;
  /** A new or changed card, told to everybody. */
  putApproval(card: Approval): void;
  putRun(run: RunSummary): void;
  putSession(session: SessionInfo): void;
}

export type FakeHandlers = {
  readonly [N in OperationName]: (input: Parameters<Handlers[N]>[0]) => ReturnType<Handlers[N]>;
};

/** The handlers of a group of the contract: `HandlersOf<'runs'>`. */
export type HandlersOf<G extends string> = Pick<FakeHandlers, Extract<OperationName, `${G}.${string}`>>;
