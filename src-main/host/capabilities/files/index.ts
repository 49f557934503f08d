/** What agents may do with files: one tool a file. */
import type { Capability } from '../capability.ts';
import type { FileParts } from './file-parts.ts';
import { listDirectory } from './list-directory.ts';
import { readFile } from './read-file.ts';
import { writeFile } from './write-file.ts';

export type { FileParts } from './file-parts.ts';

/** Every tool for files. */
export function fileTools(parts: FileParts): readonly Capability[] {
  // Each takes its own kind of plan; the registry asks every tool for plans of its own alone.
  return [readFile(parts), listDirectory(parts), writeFile(parts)] as unknown as readonly Capability[];
}
