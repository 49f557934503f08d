/** Where the trash of the home folder is on Linux, as desktops there know it. Other systems have their own way. Touches nothing. */
import { posix } from 'node:path';

export function homeTrash(env: Readonly<Record<string, string | undefined>>, homeDir: string): string {
  // The XDG specification says that a relative path in this variable is to be ignored.
  const xdg = env.XDG_DATA_HOME ?? '';
  return posix.join(posix.isAbsolute(xdg) ? xdg : posix.join(homeDir, '.local', 'share'), 'Trash');
}
