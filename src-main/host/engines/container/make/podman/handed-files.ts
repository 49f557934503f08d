/**
 * What Podman takes from files and Docker from the request: the filter for system calls, and a container's own hosts and resolver, so that it
 * learns nothing of this machine's. In a private folder, written by each host before its first container and removed when it ends.
 */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SYSTEM_CALL_FILTER } from '../system-calls.ts';

export interface HandedFiles {
  readonly filter: string;
  readonly hosts: string;
  readonly resolver: string;
}

export interface HandedFolder {
  /** Written with the first call. */
  written(): Promise<HandedFiles>;
  remove(): Promise<void>;
}

export function createHandedFiles(folder: string): HandedFolder {
  let files: Promise<HandedFiles> | null = null;
  return {
    written() {
      files ??= writeAll(folder).catch((error: unknown) => {
        files = null;
        throw error;
      });
      return files;
    },
    async remove() {
      await files?.catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function writeAll(folder: string): Promise<HandedFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Readable to the container's user, before whom they lie there; the folder lets nobody else in.
  const write = async (name: string, content: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(`${path}.new`, content, { mode: 0o644 });
    await rename(`${path}.new`, path);
    return path;
  };
  return {
    filter: await write('filter.json', SYSTEM_CALL_FILTER),
    hosts: await write('hosts', '127.0.0.1 localhost\n::1 localhost\n127.0.0.1 runner\n'),
    // A resolver that the container itself would have to be; without one a look-up fails at once.
    resolver: await write('resolv.conf', 'nameserver 127.0.0.1\nsearch .\n'),
  };
}
