export { mergePack } from './merge-pack.ts';
export { starterPacks } from './starter-packs.ts';
