export { createGuards } from './guards.ts';
export { createPause } from './pause.ts';
