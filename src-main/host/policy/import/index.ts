export { importPolicy } from './import-policy.ts';
export type { Surroundings } from './source.ts';
