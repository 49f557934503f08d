/** Who sent an IPC message: our page in the top frame of our window, or somebody that gets nothing. */
import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { APP_ORIGIN, isAppUrl } from './app-origin.ts';

/**
 * Must be asked before anything is awaited: a frame can navigate away or be destroyed meanwhile.
 * @param ours the contents of our window; `null` while there is none
 * @returns what is wrong with the sender, in words for the log; `null` when it is our page
 */
export function senderProblem(
  event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  ours: WebContents | null,
): string | null {
  if (ours === null || ours.isDestroyed()) return 'there is no window';
  if (event.sender !== ours) return 'it came from contents that are not our window';
  const frame = event.senderFrame;
  if (frame === null || frame.isDestroyed() || frame.detached) return 'the frame that sent it is gone';
  if (frame.parent !== null || frame.frameTreeNodeId !== ours.mainFrame.frameTreeNodeId) {
    return 'it came from a frame inside the page';
  }
  if (frame.origin !== APP_ORIGIN || !isAppUrl(frame.url)) return `it came from ${frame.origin}`;
  return null;
}
