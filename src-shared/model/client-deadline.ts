/**
 * Whether a client cancelled because its own time was up. The official clients say so in the reason of their cancellation; whoever cancels
 * for any other reason, or without one, has given up.
 */
export function isDeadline(reason: unknown): boolean {
  const text = reason instanceof Error ? reason.message : typeof reason === 'string' ? reason : '';
  return /\btime(?:d)?[ -]?out\b|RequestTimeout/iu.test(text);
}
