/** A page inside a window, and the frame that a call comes from. */
import { EventEmitter } from 'node:events';

export interface FakeFrame {
  origin: string;
  url: string;
  parent: FakeFrame | null;
  frameTreeNodeId: number;
  detached: boolean;
  destroyed: boolean;
  isDestroyed(): boolean;
}

export function fakeFrame(fields: Partial<FakeFrame> = {}): FakeFrame {
  return {
    origin: 'app://countersign',
    url: 'app://countersign/',
    parent: null,
    frameTreeNodeId: 1,
    detached: false,
    destroyed: false,
    isDestroyed() {
      return this.destroyed;
    },
    ...fields,
  };
}

export class FakeContents extends EventEmitter {
  mainFrame = fakeFrame();
  destroyed = false;
  readonly sent: { readonly channel: string; readonly args: readonly unknown[] }[] = [];
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  webRtcPolicy: string | null = null;

  isDestroyed(): boolean {
    return this.destroyed;
  }
  send(channel: string, ...args: unknown[]): void {
    this.sent.push({ channel, args });
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtcPolicy = policy;
  }
}
