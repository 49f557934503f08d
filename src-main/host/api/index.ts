export { type ApiParts, createApi, type HostApi } from './create-api.ts';
export { createHttpMount, nameIn } from './http-mount.ts';
