export { createSession } from './create-session.ts';
export { killSession } from './kill-session.ts';
export { listSessions } from './list-sessions.ts';
export { type Session, SessionRegistry } from './session-registry.ts';
