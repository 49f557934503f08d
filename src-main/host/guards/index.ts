export { createGuards } from './guards.ts';
export { createPause, type Pause } from './pause.ts';
