/** Calls and events over the desktop app's preload bridge. */
import type { Bridge } from '#shared/contract/bridge.ts';
import { HostError } from '#shared/contract/index.ts';
import type { Carrier } from './carrier.ts';

declare global {
  interface Window {
    /** Only in the desktop app. */
    readonly countersign?: Bridge;
  }
}

export function bridgeCarrier(bridge: Bridge): Carrier {
  return {
    kind: 'desktop',
    async call(name, input) {
      const result = await bridge.call(name, input);
      if (result.ok) return result.value;
      throw new HostError(result.error.code, result.error.message);
    },
    listen({ onEvent, onOpen }) {
      const stop = bridge.listen(onEvent);
      onOpen(false);
      return stop;
    },
  };
}
