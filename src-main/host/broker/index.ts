export { Broker, type Watcher } from './broker.ts';
