/** The status strip's figures, gathered from the rooms when somebody asks. */
import type { HostStatus, PolicyStatus } from '#shared/contract/index.ts';

export interface StatusParts {
  readonly version: string;
  readonly mode: 'desktop' | 'headless';
  readonly folder: { readonly root: string };
  readonly home: string;
  readonly cli?: readonly string[];
  readonly clients: { connectedCount(): number };
  readonly approvals: { readonly queue: { countPending(): number; attention(): HostStatus['attention'] } };
  readonly pause: { current(): HostStatus['paused'] };
  readonly engine: { active(): number };
  readonly machine: { readonly sandbox: HostStatus['sandbox'] };
  readonly containers: { state(): HostStatus['engine']; active(): number };
  readonly records: { status(): HostStatus['audit'] | AuditStatus };
  readonly policies: { status(): PolicyStatus };
}

interface AuditStatus {
  readonly writable: boolean;
  readonly lastSeq: number;
  readonly checkedAt: string | null;
  readonly sentence: string;
}

export interface Status {
  (): HostStatus;
  /** The endpoint opens last; until then there is no address to show. */
  endpointIs(url: string): void;
}

export function createStatus(parts: StatusParts): Status {
  let endpoint = '';
  const status = (): HostStatus => ({
    version: parts.version,
    mode: parts.mode,
    endpoint,
    data_dir: parts.folder.root,
    home: parts.home,
    ...(parts.cli === undefined ? {} : { cli: parts.cli }),
    clients_connected: parts.clients.connectedCount(),
    approvals_pending: parts.approvals.queue.countPending(),
    runs_active: parts.engine.active() + parts.containers.active(),
    sandbox: { name: parts.machine.sandbox.name, sentence: parts.machine.sandbox.sentence },
    audit: auditOf(parts),
    policy: parts.policies.status(),
    engine: engineOf(parts),
    paused: parts.pause.current(),
    attention: parts.approvals.queue.attention(),
  });
  return Object.assign(status, {
    endpointIs(url: string) {
      endpoint = url;
    },
  });
}

function engineOf({ containers }: StatusParts): HostStatus['engine'] {
  const { state, name, sentence } = containers.state();
  return { state, name, sentence };
}

function auditOf({ records }: StatusParts): HostStatus['audit'] {
  const audit = records.status() as AuditStatus;
  return { writable: audit.writable, last_seq: audit.lastSeq, checked_at: audit.checkedAt, sentence: audit.sentence };
}
