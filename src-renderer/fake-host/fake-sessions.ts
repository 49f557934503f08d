/** Sessions of the fake host. */
import { HostError } from '#shared/contract/index.ts';
import type { SessionId, SessionInfo } from '#shared/model/index.ts';
import type { FakeInside, HandlersOf } from './fake-inside.ts';

export function fakeSessionHandlers(host: FakeInside): HandlersOf<'sessions'> {
  const { world } = host;
  const find = (id: SessionId): SessionInfo => {
    const session = world.sessions.find((one) => one.id === id);
    if (session === undefined) throw new HostError('NOT_FOUND', `There is no session ${id}.`);
    return session;
  };
  return {
    'sessions.list': async () => world.sessions,
    'sessions.show': async ({ id }) => ({
      session: find(id),
      runs: world.runs.filter(({ plan }) => 'session' in plan && plan.session === id),
      processes: world.processes.filter(({ run }) => find(id).running.includes(run)),
    }),
    'sessions.end': async ({ id }) => {
      const session = find(id);
      if (session.ended_at !== null) throw new HostError('CONFLICT', 'This session has ended already.');
      const ended_at = new Date().toISOString();
      const ended: SessionInfo = {
        ...session,
        ...{ ended_at, ended_because: 'person', idle_end_at: null, running: [] },
      };
      host.putSession(ended);
      return ended;
    },
  };
}
