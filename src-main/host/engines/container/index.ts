export type { ContainerEnd, ContainerEngine, ContainerPlan } from './container-engine.ts';
export { type ContainerRoom, createContainerEngine } from './create-container-engine.ts';
export { surroundings } from './find/candidates.ts';
