export { canonicalPath } from './canonical-path.ts';
export { type ContentStore, openContentStore } from './content-store.ts';
export { type DataFolder, layOut, openDataFolder } from './data-folder.ts';
export { readJson, syncFolder, writeFileAtomic } from './files.ts';
export { folderId } from './folder-id.ts';
export { takeHostLock } from './host-lock.ts';
export { freshId } from './identifiers.ts';
export { makePrivate } from './make-private.ts';
export { openSettings, type Settings } from './settings.ts';
