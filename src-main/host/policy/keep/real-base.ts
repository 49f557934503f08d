/** Where a folder really is, also when its last parts do not exist. Only used while a policy loads. */
import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** @param path absolute */
export function realBase(path: string): string {
  const missing: string[] = [];
  let existing = path;
  for (;;) {
    try {
      return join(realpathSync.native(existing), ...missing);
    } catch {
      const parent = dirname(existing);
      if (parent === existing) return path;
      missing.unshift(basename(existing));
      existing = parent;
    }
  }
}
