/**
 * Puts the host's events into the query cache. A query that is being fetched while an event for it arrives is fetched again, because
 * its answer may be older than the event.
 */
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { HostStatus, WireEvent } from '#shared/contract/index.ts';
import type {
  Approval,
  AuditRecord,
  ClientInfo,
  RunId,
  RunnerImage,
  RunSummary,
  SessionInfo,
  StandingGrant,
} from '#shared/model/index.ts';
import { fetchAgain } from './fetch-again.ts';

type Pages<T> = InfiniteData<readonly T[]>;

export function applyEvent(cache: QueryClient, event: WireEvent): void {
  switch (event.name) {
    case 'host.changed':
      houseChanged(cache, event.payload);
      return;
    case 'approvals.changed':
      approvalChanged(cache, event.payload);
      return;
    case 'grants.changed':
      grantChanged(cache, event.payload);
      return;
    case 'runs.changed':
      runChanged(cache, event.payload);
      return;
    case 'runs.deleted':
      runDeleted(cache, event.payload.id);
      return;
    case 'sessions.changed':
      sessionChanged(cache, event.payload);
      return;
    case 'runs.output':
      // Transcripts are kept outside the cache: see features/runs/transcript-feed.ts.
      return;
    case 'audit.appended':
      recordAppended(cache, event.payload);
      return;
    case 'clients.changed':
      clientChanged(cache, event.payload);
      return;
    case 'images.changed':
      imageChanged(cache, event.payload);
      return;
    case 'policy.changed':
      put(cache, ['policy.status'], () => event.payload);
      for (const name of ['read', 'rules', 'history', 'outside', 'settings', 'why', 'replay']) {
        fetchAgain(cache, [`policy.${name}`]);
      }
      fetchAgain(cache, ['approvals.offers']);
      return;
    case 'policy.replayed':
      // Only the replay that runs is interested, and it listens by itself.
      return;
    default:
    // Events that a single screen listens to itself.
  }
}

/** Another engine, or none, has other images, and another report. */
function houseChanged(cache: QueryClient, status: HostStatus): void {
  const before = cache.getQueryData<HostStatus>(['host.status', {}])?.engine;
  put(cache, ['host.status'], () => status);
  if (before === undefined || (before.sentence === status.engine.sentence && before.state === status.engine.state))
    return;
  fetchAgain(cache, ['engine.show']);
  fetchAgain(cache, ['images.list']);
}

function imageChanged(cache: QueryClient, image: RunnerImage): void {
  const known = cache
    .getQueryData<readonly RunnerImage[]>(['images.list', {}])
    ?.find(({ name }) => name === image.name);
  put<readonly RunnerImage[]>(cache, ['images.list'], (list) =>
    list.map((other) => (other.name === image.name ? image : other)),
  );
  if (known?.id === image.id) return;
  fetchAgain(cache, ['images.packages', { name: image.name }]);
  // Those that stood on the base of before are outdated now.
  if (image.kind === 'base') fetchAgain(cache, ['images.list']);
}

/** Changes what is cached under a key, if anything is; a fetch under way starts again. */
function put<T>(cache: QueryClient, queryKey: readonly unknown[], change: (old: T) => T): void {
  if (cache.isFetching({ queryKey }) > 0) fetchAgain(cache, queryKey);
  cache.setQueriesData<T>({ queryKey }, (old) => (old === undefined ? undefined : change(old)));
}

/** The list with the item in the place of its older self, or in front. */
const upserted = <T>(list: readonly T[], item: T, same: (other: T) => boolean): readonly T[] =>
  list.some(same) ? list.map((other) => (same(other) ? item : other)) : [item, ...list];

/** A new card goes to the end: at the front it would move all others, and the cache would compare a thousand plans with their neighbours. */
export function approvalChanged(cache: QueryClient, card: Approval): void {
  put<readonly Approval[]>(cache, ['approvals.list'], (list) =>
    list.some(({ id }) => id === card.id) ? upserted(list, card, ({ id }) => id === card.id) : [...list, card],
  );
  put<Approval>(cache, ['approvals.show', { id: card.id }], () => card);
}

/**
 * The reply to an answer. It may be here before its event, or after later ones: a card that has gone on since (what was approved turned
 * out to have changed, say) is left as it is.
 */
export function approvalAnswered(cache: QueryClient, card: Approval): void {
  const lists = cache.getQueriesData<readonly Approval[]>({ queryKey: ['approvals.list'] });
  const known = lists.flatMap(([, list]) => list?.find(({ id }) => id === card.id) ?? [])[0];
  const isNews =
    known === undefined ||
    known.state === 'pending' ||
    (known.drift === null && (known.preapproved_until ?? '') < (card.preapproved_until ?? ''));
  if (isNews) approvalChanged(cache, card);
}

/** Also for the reply to revoking one, which may be here before its event. */
export function grantChanged(cache: QueryClient, grant: StandingGrant): void {
  put<readonly StandingGrant[]>(cache, ['grants.list'], (list) => upserted(list, grant, ({ id }) => id === grant.id));
}

function runChanged(cache: QueryClient, run: RunSummary): void {
  put<Pages<RunSummary>>(cache, ['runs.list'], (data) => withItem(data, run, ({ id }) => id === run.id));
  put<RunSummary>(cache, ['runs.show', { id: run.id }], () => run);
}

function runDeleted(cache: QueryClient, id: RunId): void {
  put<Pages<RunSummary>>(cache, ['runs.list'], (data) => ({
    ...data,
    pages: data.pages.map((page) => page.filter((run) => run.id !== id)),
  }));
  cache.removeQueries({ queryKey: ['runs.show', { id }] });
}

function sessionChanged(cache: QueryClient, session: SessionInfo): void {
  put<readonly SessionInfo[]>(cache, ['sessions.list'], (list) =>
    upserted(list, session, ({ id }) => id === session.id),
  );
  fetchAgain(cache, ['sessions.show', { id: session.id }]);
}

function clientChanged(cache: QueryClient, client: ClientInfo): void {
  put<readonly ClientInfo[]>(cache, ['clients.list'], (list) =>
    upserted(list, client, ({ name }) => name === client.name),
  );
}

function recordAppended(cache: QueryClient, record: AuditRecord): void {
  for (const [queryKey] of cache.getQueriesData({ queryKey: ['audit.list'] })) {
    const text = typeof queryKey[1] === 'string' ? queryKey[1] : '';
    if (!JSON.stringify(record).toLowerCase().includes(text.toLowerCase())) continue;
    put<Pages<AuditRecord>>(cache, queryKey, (data) => withItem(data, record, ({ seq }) => seq === record.seq));
  }
}

function withItem<T>(data: Pages<T>, item: T, same: (other: T) => boolean): Pages<T> {
  const known = data.pages.some((page) => page.some(same));
  const pages = known
    ? data.pages.map((page) => page.map((other) => (same(other) ? item : other)))
    : data.pages.map((page, index) => (index === 0 ? [item, ...page] : page));
  return { ...data, pages };
}
