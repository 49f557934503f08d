export { openEndpoint } from './open-endpoint.ts';
