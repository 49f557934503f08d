export type { ContainerEnd, ContainerEngine, ContainerPlan, EngineState, LeftFile } from './container-engine.ts';
export { type ContainerEngineParts, createContainerEngine } from './create-container-engine.ts';
