export { createSession } from './create-session.ts';
export { killSession } from './kill-session.ts';
export { listSessions } from './list-sessions.ts';
export type { Session } from './session.ts';
export { SessionRegistry } from './session-registry.ts';
