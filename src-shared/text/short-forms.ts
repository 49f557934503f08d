/** Long exact things in few characters. The full form must always be within reach: on hover, or with a copy button. */

/** `~/code/api` for a path inside the home folder; any other path unchanged. Works for both kinds of slash. */
export function shortenHome(path: string, home: string): string {
  if (home.length < 2) return path;
  const base = /[\\/]$/.test(home) ? home.slice(0, -1) : home;
  if (path === base) return '~';
  const rest = path.slice(base.length);
  return path.startsWith(base) && /^[\\/]/.test(rest) ? `~${rest}` : path;
}

/** `4f1c…e09a` */
export function shortHash(hash: string): string {
  return hash.length <= 9 ? hash : `${hash.slice(0, 4)}…${hash.slice(-4)}`;
}

/** `apr_…x9k2`: the kind and the last four. */
export function shortId(id: string): string {
  const kind = /^[a-z]+_/.exec(id)?.[0] ?? '';
  return id.length <= kind.length + 5 ? id : `${kind}…${id.slice(-4)}`;
}

/** What a path's last part lies in, without the slash after it; `''` for what lies in the root. */
export const folderName = (path: string): string => path.replace(/[\\/][^\\/]*$/u, '');

/** The last part of a path: the name of a file or folder. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
