/** The person's edge as one value: every handler behind one gate, every event through one hub. */
import type { Log } from '#host/ports/index.ts';
import { type ApprovalsSlice, approvalHandlers } from './approvals.ts';
import { type AuditSlice, auditHandlers } from './audit.ts';
import { type ClientsSlice, clientHandlers } from './clients.ts';
import { type EngineSlice, engineHandlers } from './engine.ts';
import { createEventHub, type EventHub } from './event-hub.ts';
import { type FilesSlice, fileHandlers } from './files.ts';
import { createGate, type Gate, type GateNotes } from './gate.ts';
import { type GrantsSlice, grantHandlers } from './grants.ts';
import { type HostSlice, hostHandlers } from './host.ts';
import { type ImagesSlice, imageHandlers } from './images.ts';
import { type PackagesSlice, packageHandlers } from './packages.ts';
import { type PolicySlice, policyHandlers } from './policy.ts';
import { type RunsSlice, runHandlers } from './runs.ts';
import { type SessionsSlice, sessionHandlers } from './sessions.ts';
import { signatureOf } from './signature.ts';

export type ApiParts = ApprovalsSlice &
  GrantsSlice &
  RunsSlice &
  SessionsSlice &
  PackagesSlice &
  FilesSlice &
  AuditSlice &
  ClientsSlice &
  PolicySlice &
  ImagesSlice &
  EngineSlice &
  HostSlice & { readonly log: Log; readonly house: { readonly knock: (why: string) => void } };

export interface HostApi {
  readonly gate: Gate;
  readonly events: EventHub;
}

/** An answer that cannot be read is an answer that was refused; who stands behind a foreign page or window is not known. */
const gateNotes = ({ house }: Pick<ApiParts, 'house'>): GateNotes => ({
  stranger: (name) =>
    house.knock(
      `${name} was called by somebody who is not logged in, from another page or window, or as no call of ours.`,
    ),
  async unreadable(name, caller) {
    if (!name.startsWith('approvals.')) return;
    await house('answer-refused', { approval: null, operation: name, by: signatureOf(caller), why: 'BAD_INPUT' });
  },
});

export function createApi(parts: ApiParts): HostApi {
  const events = createEventHub();
  const gate = createGate(
    {
      ...hostHandlers(parts),
      ...approvalHandlers(parts),
      ...grantHandlers(parts),
      ...runHandlers(parts),
      ...sessionHandlers(parts),
      ...packageHandlers(parts),
      ...fileHandlers(parts),
      ...auditHandlers(parts),
      ...clientHandlers(parts),
      ...imageHandlers(parts),
      ...engineHandlers(parts),
      ...policyHandlers(parts, (progress) => events.publish('policy.replayed', progress)),
    },
    parts.log.part('api'),
    gateNotes(parts),
  );
  return { gate, events };
}
