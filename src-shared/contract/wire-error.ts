/** A refused or failed call as it crosses the UI boundary. Local errors never travel; the gate maps them to this. */
import { z } from 'zod';

export const WireErrorCode = z.enum([
  'UNKNOWN_OPERATION',
  'BAD_INPUT',
  'FORBIDDEN',
  'NOT_FOUND',
  /** The thing is no longer in a state in which this can be done: answered, expired, changed. */
  'CONFLICT',
  'RECORDS_UNAVAILABLE',
  'UNREACHABLE',
  'INTERNAL',
]);
export type WireErrorCode = z.infer<typeof WireErrorCode>;

export const WireError = z.object({ code: WireErrorCode, message: z.string() }).readonly();
export type WireError = z.infer<typeof WireError>;

/** Thrown by handlers to refuse a call, and by clients when a call was refused. */
export class HostError extends Error {
  readonly code: WireErrorCode;

  constructor(code: WireErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HostError';
    this.code = code;
  }

  toWire(): WireError {
    return { code: this.code, message: this.message };
  }
}
