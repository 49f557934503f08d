export { Broker } from './broker.ts';
export type { Watcher } from './journey.ts';
