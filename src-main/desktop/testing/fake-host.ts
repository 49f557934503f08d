/** A host that answers from a table and can be made to announce things. Its gate asks who calls first, as the real one does. */
import {
  type Caller,
  type EventName,
  type EventPayload,
  HostError,
  HostStatus,
  type WireEvent,
} from '#shared/contract/index.ts';
import { Approval } from '#shared/model/index.ts';
import type { DesktopHost } from '../desktop-host.ts';

export interface FakeHost extends DesktopHost {
  readonly calls: { readonly name: string; readonly input: unknown; readonly caller: Caller }[];
  /** What operations answer; a function may also throw. */
  readonly answers: Map<string, (input: unknown) => unknown>;
  readonly listeners: Set<(event: WireEvent) => void>;
  announce<N extends EventName>(name: N, payload: EventPayload<N>): void;
  closed: boolean;
}

export function fakeHost(onClose: () => void = () => undefined): FakeHost {
  const listeners = new Set<(event: WireEvent) => void>();
  const answers = new Map<string, (input: unknown) => unknown>([
    ['approvals.list', () => []],
    ['host.status', () => aStatus()],
  ]);
  const calls: FakeHost['calls'] = [];
  let seq = 0;
  return {
    endpoint: 'http://127.0.0.1:7717/mcp',
    calls,
    answers,
    listeners,
    closed: false,
    api: {
      gate: {
        async call(name, input, identify) {
          const caller = identify();
          const answer = answers.get(name);
          if (answer === undefined) throw new HostError('UNKNOWN_OPERATION', `there is no operation ${name}`);
          calls.push({ name, input, caller });
          return answer(input);
        },
      },
      events: {
        listen(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
    },
    announce(name, payload) {
      seq += 1;
      for (const listener of listeners) listener({ seq, name, payload } as WireEvent);
    },
    async close() {
      onClose();
      this.closed = true;
    },
  };
}

/** A status that is valid under the contract: nothing paused, nothing running. */
export function aStatus(fields: Partial<HostStatus> = {}): HostStatus {
  return HostStatus.parse({
    ...{
      version: '0.0.0-test',
      mode: 'desktop',
      endpoint: 'http://127.0.0.1:7717/mcp',
      data_dir: '/nowhere',
      home: '/',
    },
    ...{ clients_connected: 0, approvals_pending: 0, runs_active: 0, sandbox: { name: null, sentence: 'No sandbox' } },
    audit: { writable: true, last_seq: 0, checked_at: null, sentence: 'Nothing on record' },
    policy: { file: '/nowhere/policy.yaml', state: 'none', version: 0, loaded_at: null, problems: [] },
    ...fields,
  });
}

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const idOf = (prefix: string, number: number): string =>
  `${prefix}_${[...String(number).padStart(26, '0')].map((digit) => DIGITS[Number(digit)]).join('')}`;

/** A card that is valid under the contract. Cards with different numbers are different cards. */
export function aCard(number: number, fields: Partial<Record<keyof Approval, unknown>> = {}): Approval {
  return Approval.parse({
    id: idOf('apr', number),
    state: 'pending',
    request: idOf('req', number),
    client: { name: 'Claude Code', claims: 'claude-code 2.1' },
    tool: 'list_sessions',
    summary: 'List the sessions of this client',
    plan: { kind: 'session.list' },
    digest: String(number % 10).repeat(64),
    verdict: { verdict: 'ask', rule: null, lost: [], reasons: [], hint: null },
    agent_reason: null,
    asked_at: '2026-01-01T00:00:00.000Z',
    expires_at: '2026-01-01T00:10:00.000Z',
    answered_at: null,
    answered_by: null,
    because: null,
    ...fields,
  });
}
