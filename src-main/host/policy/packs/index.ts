export { mergePack } from './merge-pack.ts';
export { type PackSurroundings, starterPacks } from './starter-packs.ts';
