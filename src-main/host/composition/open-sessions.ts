/** Sessions and the person's view on them; and what the tools about processes may see of the machine. */

import type { ProcessParts } from '../capabilities/processes/index.ts';
import { SessionRegistry } from '../capabilities/sessions/index.ts';
import { machineProcesses, type ProcessEngine } from '../engines/process/index.ts';
import type { Policies } from '../policy/index.ts';
import type { Clock } from '../ports/index.ts';
import { redactValue } from '../records/index.ts';
import type { Ground } from './open-ground.ts';
import { createSessionDesk, type SessionDesk } from './session-desk.ts';

const redact = redactValue<readonly string[]>;

export const processParts: Pick<ProcessParts, 'machine' | 'redact'> = { machine: machineProcesses, redact };

export function openSessions(
  clock: Clock,
  policies: Policies,
  { records, house }: Pick<Ground, 'records' | 'house'>,
  engine: Pick<ProcessEngine, 'processes'>,
): { readonly sessions: SessionRegistry; readonly sessionDesk: SessionDesk } {
  const limits = () => policies.current().limits;
  const sessions = new SessionRegistry(clock, limits);
  const idleMs = () => limits().sessionIdleMs;
  return { sessions, sessionDesk: createSessionDesk({ sessions, records, engine, house, redact, idleMs }) };
}
