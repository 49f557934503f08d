export type { ProcessEnd } from './carry-out.ts';
export { createFilePins, type FilePins } from './file-pins.ts';
export { driftOfFolder, pinFolder } from './folder-pins.ts';
export { createProcessEngine, type ProcessEngine } from './process-engine.ts';
