/** What came over a wire, checked against the contract before anything believes it. For every client of the host. */
import { z } from 'zod';
import { contract } from './contract.ts';
import {
  type EventName,
  eventNames,
  findOperation,
  type OperationName,
  type OperationOutput,
  type WireEvent,
} from './derive.ts';

/** @returns the reply, or `undefined` when it does not fit the operation's schema */
export function checkedReply<N extends OperationName>(
  name: N,
  reply: unknown,
): { readonly value: OperationOutput<N> } | undefined {
  const result = findOperation(name)?.output.safeParse(reply);
  // The schema just checked is the one that this type is derived from.
  return result?.success === true ? { value: result.data as OperationOutput<N> } : undefined;
}

const Envelope = z.object({ seq: z.number().int(), name: z.string(), payload: z.unknown() });
const isEventName = (name: string): name is EventName => eventNames.some((known) => known === name);

/** @returns the event, or `undefined` for anything that the contract does not know */
export function checkedEvent(raw: unknown): WireEvent | undefined {
  const envelope = Envelope.safeParse(raw);
  if (!envelope.success || !isEventName(envelope.data.name)) return undefined;
  const { seq, name } = envelope.data;
  const [group = '', key = ''] = name.split('.');
  const groups: Readonly<Record<string, Readonly<Record<string, object>>>> = contract;
  const entry = groups[group]?.[key];
  if (entry === undefined || !('payload' in entry) || !(entry.payload instanceof z.ZodType)) return undefined;
  const payload = entry.payload.safeParse(envelope.data.payload);
  // As above: the schema that was just checked is the one behind the type.
  return payload.success ? ({ seq, name, payload: payload.data } as WireEvent) : undefined;
}
