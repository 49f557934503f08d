/** SQLite makes its files with the mode that the umask leaves; a file that is there already keeps its own, and so do its side files. */
import { closeSync, fchmodSync, openSync } from 'node:fs';

/** Makes an empty file of mode 0600, or gives the one that is there that mode. */
export function makePrivate(path: string): void {
  const file = openSync(path, 'a', 0o600);
  try {
    fchmodSync(file, 0o600);
  } finally {
    closeSync(file);
  }
}
