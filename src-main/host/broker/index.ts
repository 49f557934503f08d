export { Broker } from './broker.ts';
export { AWAIT_APPROVAL } from './come-back.ts';
export type { Watcher } from './journey.ts';
