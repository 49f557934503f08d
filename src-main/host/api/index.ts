export { type ApiParts, createApi, type HostApi } from './create-api.ts';
export { createHttpMount } from './http-mount.ts';
