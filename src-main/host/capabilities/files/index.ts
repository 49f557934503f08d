/** What agents may do with files: one tool a file. */
import type { Capability } from '../capability.ts';
import { deleteFile } from './delete-file.ts';
import { downloadFile } from './download-file.ts';
import type { FileParts } from './file-parts.ts';
import { listDirectory } from './list-directory.ts';
import { makeDirectory } from './make-directory.ts';
import { moveFile } from './move-file.ts';
import { readFile } from './read-file.ts';
import { replaceInFile } from './replace-in-file.ts';
import { searchText } from './search-text.ts';
import { uploadFile } from './upload-file.ts';
import { writeFile } from './write-file.ts';

export type { FileParts } from './file-parts.ts';
export { type RevertParts, revertChange } from './revert-change.ts';
export { Transfers } from './transfers.ts';

/** Every tool for files. */
export function fileTools(parts: FileParts): readonly Capability[] {
  // Each takes its own kind of plan; the registry asks every tool for plans of its own alone.
  const tools = [
    ...[readFile(parts), listDirectory(parts), searchText(parts)],
    ...[writeFile(parts), replaceInFile(parts), makeDirectory(parts), moveFile(parts), deleteFile(parts)],
    ...[downloadFile(parts), uploadFile(parts)],
  ];
  return tools as unknown as readonly Capability[];
}
