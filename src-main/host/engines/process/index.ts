export type { ProcessEnd } from './carry-out.ts';
export { createFilePins, type FilePins } from './file-pins.ts';
export { driftOfFolder, pinFolder } from './folder-pins.ts';
export { inspectProgram } from './inspect-program.ts';
export { createProcessEngine, type ProcessEngine } from './process-engine.ts';
export type { MachineProcess } from './table/machine-process.ts';
export { machineProcesses, type RunProcess } from './table/run-processes.ts';
