/**
 * The one gate of the person's edge. Every call, from whichever door, passes here: who calls is checked, the input is parsed under the
 * contract's schema, the handler runs, the error is mapped. A refused call rejects with a code and is logged; it never resolves to nothing.
 */

import { z } from 'zod';
import type { Log } from '#host/ports/index.ts';
import { type Caller, findOperation, type Handlers, HostError, type OperationName } from '#shared/contract/index.ts';
import { Refused } from '#shared/model/index.ts';

export interface Gate {
  /**
   * @param identify says who calls, from what the door itself knows. @throws HostError FORBIDDEN for anybody else
   * @throws HostError, and nothing else
   */
  call(name: string, input: unknown, identify: () => Caller): Promise<unknown>;
}

export function createGate(handlers: Handlers, log: Log): Gate {
  async function pass(name: string, input: unknown, identify: () => Caller): Promise<unknown> {
    const caller = identify();
    const operation = findOperation(name);
    if (operation === undefined)
      throw new HostError('UNKNOWN_OPERATION', `There is no operation named ${JSON.stringify(name.slice(0, 100))}.`);
    const parsed = operation.input.safeParse(input ?? {});
    if (!parsed.success)
      throw new HostError('BAD_INPUT', `The input of ${name} does not fit: ${z.prettifyError(parsed.error)}`);
    // The contract pairs each name with its handler's types; a lookup by a name from outside cannot carry that pairing.
    const handler = handlers[name as OperationName] as (input: unknown, caller: Caller) => Promise<unknown>;
    return handler(parsed.data, caller);
  }

  return {
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
