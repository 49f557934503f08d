/** Operations that the fake host does not answer yet. This file goes away with the last of them. */
import { HostError } from '#shared/contract/index.ts';
import type { FakeHandlers } from './fake-handlers.ts';

const names = [
  'approvals.offers',
  'approvals.approveListed',
  'approvals.denyListed',
  'approvals.denyAllOf',
  'approvals.preapprove',
  'approvals.hearAgain',
  'approvals.history',
  'grants.list',
  'grants.revoke',
  'grants.trust',
  'host.pause',
  'host.resume',
  'host.lock',
] as const;

type Waiting = Pick<FakeHandlers, (typeof names)[number]>;

export function fakeNotYet(): Waiting {
  const refuse = async (): Promise<never> => {
    throw new HostError('CONFLICT', 'This version cannot do that yet.');
  };
  return Object.fromEntries(names.map((name) => [name, refuse])) as unknown as Waiting;
}
