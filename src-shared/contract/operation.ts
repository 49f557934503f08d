/** The three kinds of thing that can cross the UI boundary, and the types that everything else is derived from. */
import type { z } from 'zod';

export interface Query<I extends z.ZodType, O extends z.ZodType> {
  readonly kind: 'query';
  readonly input: I;
  readonly output: O;
}

export interface Command<I extends z.ZodType, O extends z.ZodType> {
  readonly kind: 'command';
  readonly input: I;
  readonly output: O;
}

export interface Event<P extends z.ZodType> {
  readonly kind: 'event';
  readonly payload: P;
}

/** Reads; may be repeated freely. */
export const query = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Query<I, O> => ({
  kind: 'query',
  input,
  output,
});

/** Changes something; is on record. */
export const command = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Command<I, O> => ({
  kind: 'command',
  input,
  output,
});

/** Pushed by the host; numbered, so that a listener notices a gap and asks for a fresh snapshot. */
export const event = <P extends z.ZodType>(payload: P): Event<P> => ({ kind: 'event', payload });

export type AnyOperation = Query<z.ZodType, z.ZodType> | Command<z.ZodType, z.ZodType>;
export type AnyContract = Readonly<Record<string, Readonly<Record<string, AnyOperation | Event<z.ZodType>>>>>;
