/**
 * The one gate of the person's edge. Every call, from whichever door, passes here: who calls is checked, the input is parsed under the
 * contract's schema, the handler runs, the error is mapped. A refused call rejects with a code and is logged; it never resolves to nothing.
 */

import type { Log } from '#host/ports/index.ts';
import { type Caller, findOperation, type Handlers, HostError, type OperationName } from '#shared/contract/index.ts';
import { Refused } from '#shared/model/index.ts';
import { explainArguments } from '#shared/text/index.ts';

export interface Gate {
  /**
   * @param identify says who calls, from what the door itself knows. @throws HostError FORBIDDEN for anybody else
   * @throws HostError, and nothing else
   */
  call(name: string, input: unknown, identify: () => Caller): Promise<unknown>;
  /** A door turned somebody away before the gate was asked. */
  turnedAway(name: string): void;
}

/** Where it is noted what never reached a handler. Only what would have changed something: looking is nothing to note. */
export interface GateNotes {
  /** Somebody called who may not. Never throws and never waits: whoever knocks must not slow the house down. */
  readonly stranger: (name: OperationName) => void;
  /** Somebody who may call sent what no call can be. On record once it resolves. */
  readonly unreadable: (name: OperationName, caller: Caller) => Promise<void>;
}

export function createGate(handlers: Handlers, log: Log, notes: GateNotes): Gate {
  // A name that the contract knows as a command is one of its names.
  const isCommand = (name: string): name is OperationName => findOperation(name)?.kind === 'command';
  const turnedAway = (name: string): void => {
    if (isCommand(name)) notes.stranger(name);
  };

  async function pass(name: string, input: unknown, identify: () => Caller): Promise<unknown> {
    const caller = identified(name, identify);
    const operation = findOperation(name);
    if (operation === undefined)
      throw new HostError('UNKNOWN_OPERATION', `There is no operation named ${JSON.stringify(name.slice(0, 100))}.`);
    const parsed = operation.input.safeParse(input ?? {});
    if (!parsed.success) {
      if (isCommand(name)) await notes.unreadable(name, caller);
      const why = explainArguments(operation.input, input ?? {}, parsed.error.issues);
      throw new HostError('BAD_INPUT', `The input of ${name} does not fit. ${why}`);
    }
    // The contract pairs each name with its handler's types; a lookup by a name from outside cannot carry that pairing.
    const handler = handlers[name as OperationName] as (input: unknown, caller: Caller) => Promise<unknown>;
    return handler(parsed.data, caller);
  }

  function identified(name: string, identify: () => Caller): Caller {
    try {
      return identify();
    } catch (error) {
      turnedAway(name);
      throw error;
    }
  }

  return {
    turnedAway,
    async call(name, input, identify) {
      try {
        return await pass(name, input, identify);
      } catch (error) {
        const mapped = toHostError(error);
        log[mapped.code === 'INTERNAL' ? 'error' : 'info'](
          { operation: name, code: mapped.code, err: error },
          'a call from the person’s side was refused',
        );
        throw mapped;
      }
    },
  };
}

function toHostError(error: unknown): HostError {
  if (error instanceof HostError) return error;
  if (error instanceof Refused && error.refusal.code === 'RECORDS_UNAVAILABLE') {
    return new HostError('RECORDS_UNAVAILABLE', error.message, { cause: error });
  }
  return new HostError('INTERNAL', 'Countersign made a mistake. The log has the details.', { cause: error });
}
