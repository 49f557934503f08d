export { FileEngine } from './file-engine.ts';
export { isMissing, troubleWith, usable } from './file-trouble.ts';
export type { Entry, Listing } from './list-folder.ts';
export { contentAt, lookAtFolder, lookFor, type Place } from './look-for.ts';
export { refuseOthers, whatItIs } from './open-regular.ts';
export type { ReadPart } from './read-part.ts';
export { hashOf } from './read-whole.ts';
