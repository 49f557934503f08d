export { type Endpoint, openEndpoint } from './open-endpoint.ts';
