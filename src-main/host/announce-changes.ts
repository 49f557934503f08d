/** Ties the rooms' changes to the events that windows and terminals listen to, and to each other where one room's change ends another's work. */
import type { EventName, EventPayload, PolicyStatus } from '#shared/contract/index.ts';
import type {
  Approval,
  AuditRecord,
  ClientInfo,
  ClientName,
  HouseEvent,
  RunnerImage,
  RunSummary,
  SessionInfo,
  StandingGrant,
} from '#shared/model/index.ts';
import type { HostApi } from './api/index.ts';
import type { Status } from './host-status.ts';

/** Status changes come in bursts (one request changes four figures); listeners get one event a burst. */
const STATUS_SETTLES_MS = 50;

type Listen<T> = (listener: (value: T) => void) => () => void;

export interface AnnounceParts {
  readonly api: HostApi;
  readonly status: Status;
  readonly approvals: {
    readonly queue: { readonly onChanged: Listen<Approval> };
    readonly grants: { readonly onChanged: Listen<StandingGrant> };
    clientRevoked(client: ClientName): void;
    over(session: string): void;
  };
  readonly pause: { readonly onChanged: Listen<void> };
  readonly clients: { readonly onChanged: Listen<ClientInfo>; readonly onRevoked: Listen<ClientName> };
  readonly policies: {
    readonly onChange: Listen<PolicyStatus>;
    /** Who brought what is in force there, and why. */
    inForce(): { readonly by: string; readonly why: string | null } | undefined;
  };
  readonly records: {
    readonly onAppended: Listen<AuditRecord>;
    readonly onRunChanged: Listen<RunSummary>;
    readonly onRunDeleted: Listen<RunSummary>;
    readonly onOutput: Listen<EventPayload<'runs.output'>>;
  };
  readonly containers: {
    onChanged(listener: () => void): () => void;
    /** Never rejects. */
    drain(): Promise<void>;
    readonly images: { readonly onChanged: Listen<RunnerImage> };
  };
  readonly sessions: {
    killAllOf(client: ClientName): void;
    readonly onChanged: Listen<{ readonly id: string; readonly end: unknown }>;
  };
  readonly sessionDesk: { readonly onChanged: Listen<SessionInfo> };
  readonly house: (event: HouseEvent, detail: Readonly<Record<string, string | number | null>>) => Promise<void>;
}

/** @returns a function that unties everything */
export function announceChanges(parts: AnnounceParts): () => void {
  const { events } = parts.api;
  let settling: NodeJS.Timeout | undefined;
  const statusChanged = (): void => {
    settling ??= setTimeout(() => {
      settling = undefined;
      events.publish('host.changed', parts.status());
    }, STATUS_SETTLES_MS);
  };
  const pass =
    <N extends EventName>(name: N, moves: boolean) =>
    (payload: EventPayload<N>): void => {
      events.publish(name, payload);
      if (moves) statusChanged();
    };

  const ties = [
    parts.approvals.queue.onChanged((card) => pass('approvals.changed', true)(card)),
    parts.approvals.grants.onChanged((grant) => pass('grants.changed', true)(grant)),
    parts.pause.onChanged(statusChanged),
    parts.clients.onChanged(pass('clients.changed', true)),
    parts.clients.onRevoked((client) => {
      parts.sessions.killAllOf(client);
      parts.approvals.clientRevoked(client);
    }),
    parts.containers.onChanged(statusChanged),
    // What stands ready was made under what held until now.
    parts.pause.onChanged(() => void parts.containers.drain()),
    parts.policies.onChange(() => void parts.containers.drain()),
    parts.containers.images.onChanged(pass('images.changed', false)),
    parts.policies.onChange(pass('policy.changed', true)),
    parts.policies.onChange((status) => recordPolicy(parts, status)),
    parts.records.onAppended(pass('audit.appended', true)),
    parts.records.onRunChanged(pass('runs.changed', true)),
    parts.records.onRunDeleted(({ id }) => events.publish('runs.deleted', { id })),
    parts.records.onOutput(pass('runs.output', false)),
    // What was approved for a session ends with it.
    parts.sessions.onChanged(({ id, end }) => end !== null && parts.approvals.over(id)),
    parts.sessionDesk.onChanged(pass('sessions.changed', false)),
  ];
  return () => {
    clearTimeout(settling);
    for (const untie of ties) untie();
  };
}

function recordPolicy({ house, policies }: AnnounceParts, { state, file, version, problems }: PolicyStatus): void {
  const { by = null, why = null } = state === 'ok' ? (policies.inForce() ?? {}) : {};
  const detail = { file, version, problems: problems.length, by, why };
  // A policy that cannot be recorded is in force all the same: refusing it would leave an older one, and new work is refused anyway.
  house(state === 'ok' ? 'policy-loaded' : 'policy-refused', detail).catch(() => undefined);
}
