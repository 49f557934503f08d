export { type ContentStore, openContentStore } from './content-store.ts';
export { type DataFolder, openDataFolder } from './data-folder.ts';
export { readJson, writeFileAtomic } from './files.ts';
