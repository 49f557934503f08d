export type { ContainerEnd, ContainerEngine, ContainerPlan, Dial, EngineState, LeftFile } from './container-engine.ts';
export { type ContainerEngineParts, type ContainerRoom, createContainerEngine } from './create-container-engine.ts';
