export { FileEngine, type Sight } from './file-engine.ts';
export { troubleWith, usable } from './file-trouble.ts';
export { lineMatcher } from './line-matcher.ts';
export { lookAtEntry } from './look-at-entry.ts';
export { contentAt, lookAtFolder, lookFor } from './look-for.ts';
export { refuseOthers, whatItIs } from './open-regular.ts';
export type { ReadPart } from './read-part.ts';
export { tooLarge } from './read-whole.ts';
export { placeInTrash } from './trash.ts';
