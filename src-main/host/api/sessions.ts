/** Sessions: to look at, and to end. */
import { type Handlers, HostError, type OperationName } from '#shared/contract/index.ts';
import type { SessionDetail, SessionId, SessionInfo } from '#shared/model/index.ts';

type GroupHandlers = Pick<Handlers, Extract<OperationName, `sessions.${string}`>>;

export interface SessionsSlice {
  readonly sessionDesk: {
    list(): readonly SessionInfo[];
    show(id: SessionId): Promise<SessionDetail | undefined>;
    /** @returns `undefined` when it is not open */
    end(id: SessionId, force: boolean, by: string): Promise<SessionInfo | undefined>;
  };
}

export function sessionHandlers({ sessionDesk: desk }: SessionsSlice): GroupHandlers {
  return {
    'sessions.list': async () => desk.list(),
    'sessions.show': async ({ id }) => {
      const found = await desk.show(id);
      if (found === undefined) throw new HostError('NOT_FOUND', `There is no session ${id}.`);
      return found;
    },
    'sessions.end': async ({ id, force }, caller) => {
      const ended = await desk.end(id, force, `${caller.user} via ${caller.via}`);
      if (ended === undefined) throw new HostError('CONFLICT', 'This session has ended already.');
      return ended;
    },
  };
}
