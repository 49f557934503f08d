/**
 * The path patterns of an exec gateway. There, `*` runs across folders and `[…]` is a choice of characters; here `*` is a part of one name. So
 * what allows becomes narrower as it stands, and what blocks is widened to cover as much as before.
 */

/** A spelling that matches something else there than here, or nothing: choices of characters, two slashes in a row. */
export const fitsOnlyThere = (pattern: string): boolean => /[[\]{}\\]|\/\//u.test(pattern);

/** A `*` that there could stand for several names. */
export const staysInOneName = (pattern: string): boolean =>
  /(?:^|\/)[^/]*\*[^/]*(?:\/|$)/u.test(pattern.replaceAll('**', ''));

/** Covers the thing itself and all below it, in every spelling that the pattern matched there. */
export function widened(written: string): string {
  const names = written.split('/').filter((name) => name !== '' && name !== '.');
  const isHome = names[0] === '~';
  const isWhole = written.startsWith('/') || isHome;
  const parts = names.slice(isHome ? 1 : 0).flatMap((name, index, all) => {
    if (!/[*?[\]{}\\]/u.test(name)) return [name];
    const isLast = index === all.length - 1;
    return isLast && /^\*?[^*?[\]{}\\]+\*?$/u.test(name) ? ['**', name] : ['**'];
  });
  const start = isHome ? ['~'] : isWhole ? [''] : ['**'];
  const all = [...start, ...parts, '**'].filter((part, index, list) => part !== '**' || list[index - 1] !== '**');
  return all.join('/') === '**' ? '/**' : all.join('/');
}
