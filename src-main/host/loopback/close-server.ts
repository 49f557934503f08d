/** Closes an HTTP server: answers that are being written get a moment to leave, then every connection is cut. */
import type { Server } from 'node:http';

const LEAVE_WITHIN_MS = 1_000;

export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), LEAVE_WITHIN_MS);
  await closed;
  clearTimeout(cut);
}
