/** Whether a taken port belongs to another Countersign: its door says so to whoever knocks without a token. */

const ANSWER_WITHIN_MS = 1_000;

/** @returns a few words for an error message, or `undefined` when it is not one of ours */
export async function nameOwner(port: number): Promise<string | undefined> {
  try {
    const reply = await fetch(`http://127.0.0.1:${port}/`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      redirect: 'manual',
    });
    await reply.body?.cancel();
    const pid = reply.headers.get('x-countersign-pid');
    return pid !== null && /^\d+$/.test(pid) ? `another Countersign (process ${pid})` : undefined;
  } catch {
    return undefined;
  }
}
