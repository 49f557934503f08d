export { type Endpoint, type EndpointParts, openEndpoint } from './open-endpoint.ts';
