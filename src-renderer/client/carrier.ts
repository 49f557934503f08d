/** How calls and events travel between this page and the host. What travels is checked by `host-link.ts`, not here. */
import type { OperationName } from '#shared/contract/index.ts';

export interface CarrierListener {
  /** An event as it came over the wire, unchecked. */
  onEvent(raw: unknown): void;
  /** Events come from now on. `missed`: there may have been some before. */
  onOpen(missed: boolean): void;
  /** No events come until the next `onOpen`. */
  onLost(): void;
}

export interface Carrier {
  readonly kind: 'desktop' | 'browser';
  /** @throws HostError as the host refused, or UNREACHABLE */
  call(name: OperationName, input: unknown): Promise<unknown>;
  /** @returns a function that stops listening */
  listen(listener: CarrierListener): () => void;
}
