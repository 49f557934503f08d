/** Where agents usually work under a policy: the first folder that it lets them read. */

/**
 * Looks for it without reading the whole document, which may be large and half typed.
 * @param home absolute; stands for `~`
 * @returns an absolute path, or `null` where the policy names none
 */
export function firstFolder(text: string, home: string): string | null {
  const paths = /^paths:(.*(?:\r?\n(?:[ \t#].*)?)*)/mu.exec(text)?.[1] ?? '';
  const glob = /\bread:\s*(?:\[\s*|\r?\n\s*-\s*)(?:"([^"]*)"|'([^']*)'|([^\s,\]]+))/u.exec(paths);
  const [, double, single, plain] = glob ?? [];
  const folder = (double ?? single ?? plain ?? '').split('*')[0]?.replace(/\/[^/]*$/u, '') ?? '';
  if (folder === '~' || folder.startsWith('~/')) return home === '' ? null : home + folder.slice(1);
  return folder.startsWith('/') ? folder : null;
}
