/** The audit log page by page through the host, so that a log of any length passes through little memory. */
import type { HostClient } from '#shared/contract/index.ts';
import type { AuditRecord } from '#shared/model/index.ts';

const PAGE = 1000;

/** Newest first. @param most how many in all. @throws HostError */
export async function* newestFirst(host: HostClient, text: string, most: number): AsyncGenerator<AuditRecord> {
  let left = most;
  let before: number | undefined;
  while (left > 0) {
    const limit = Math.min(PAGE, left);
    const page = await host.call('audit.list', { text, limit, ...(before === undefined ? {} : { before }) });
    yield* page;
    left -= page.length;
    before = page.at(-1)?.seq;
    if (page.length < limit || before === undefined) return;
  }
}

/** The whole log in the order of its chain, up to the record that was newest at the start. @throws HostError */
export async function* oldestFirst(host: HostClient): AsyncGenerator<AuditRecord> {
  const [newest] = await host.call('audit.list', { limit: 1 });
  const last = newest?.seq ?? 0;
  let given = 0;
  for (let before = PAGE + 1; given < last; before += PAGE) {
    const page = await host.call('audit.list', { before: Math.min(before, last + 1), limit: PAGE });
    for (const record of page.toReversed()) {
      if (record.seq > given) yield record;
    }
    given = Math.min(before - 1, last);
  }
}
