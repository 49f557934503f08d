/** What the desktop preload puts on the page's `window.countersign`, and all that it puts there. */
import type { WireError } from './wire-error.ts';

export type BridgeResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError };

export interface Bridge {
  /** Never rejects: a refusal is a result, because an IPC rejection would lose its code. */
  call(name: string, input: unknown): Promise<BridgeResult>;
  /**
   * Hears every event of the contract from now on.
   * @returns a function that stops listening
   */
  listen(onEvent: (event: unknown) => void): () => void;
}
