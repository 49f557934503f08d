export { importPolicy } from './import-policy.ts';
