/**
 * Path globs. `*` is any part of one name, `?` one character of it, `**` any number of whole folders, none included; every other
 * character stands for itself. Matching is linear for plain globs and never worse than glob length times path length: paths come
 * from agents, so no expression that can backtrack without bound may see one.
 */

export interface GlobSet {
  /** @returns the index of a glob that matches, or -1. Several may; which one is named does not matter. */
  find(path: string): number;
}

export interface GlobOptions {
  /** Stands for `~` at the start of a glob. */
  readonly home: string;
  /** Where a folder really is, for globs whose folder is a link. */
  readonly canonicalBase: (path: string) => string;
  readonly platform: NodeJS.Platform;
}

/** The form in which paths are compared on this platform: slashes, letter case, composed letters. */
export function comparable(path: string, platform: NodeJS.Platform): string {
  if (platform === 'win32') return path.replaceAll('\\', '/').toLowerCase();
  return platform === 'darwin' ? foldedAsApple(path) : path;
}

/** APFS knows names by their full case folding: to it `.ſsh` is `.ssh`, and `straße` is `strasse`. */
function foldedAsApple(path: string): string {
  if (/^[ -~]*$/u.test(path)) return path.toLowerCase();
  // Letter by letter: in a whole word, a sigma at the end would become another one.
  const fold = (letter: string): string => letter.toLowerCase().toUpperCase().toLowerCase();
  return Array.from(path.normalize('NFD'), fold).join('').normalize('NFC');
}

export function compileGlobs(globs: readonly string[], options: GlobOptions): GlobSet {
  const exact = new Map<string, number>();
  const below = new Map<string, number>();
  const named = new Map<string, number>();
  const under = new Map<string, number>();
  const general: { readonly parts: readonly string[]; readonly index: number }[] = [];
  for (const [index, glob] of globs.entries()) {
    for (const form of formsOf(glob, options)) {
      const parts = form.split('/');
      const plain = parts.every((part) => !/[*?]/u.test(part));
      const head = parts.slice(0, -1);
      if (plain) exact.set(form, index);
      else if (parts.at(-1) === '**' && head.every((part) => !/[*?]/u.test(part))) below.set(head.join('/'), index);
      else if (parts[0] === '**' && parts.length === 2 && isPlain(parts[1])) named.set(parts[1], index);
      else if (parts[0] === '**' && parts.length === 3 && isPlain(parts[1]) && parts[2] === '**')
        under.set(parts[1], index);
      else general.push({ parts, index });
    }
  }
  const inFolder = rememberLast((folder: string) => findAncestor(below, folder) ?? findName(under, folder));
  return {
    find(path) {
      const whole = comparable(path, options.platform);
      const cut = whole.lastIndexOf('/');
      const name = whole.slice(cut + 1);
      const hit = exact.get(whole) ?? below.get(whole) ?? named.get(name) ?? under.get(name);
      if (hit !== undefined) return hit;
      const above = cut < 0 ? undefined : inFolder(whole.slice(0, cut));
      if (above !== undefined) return above;
      if (general.length === 0) return -1;
      const names = whole.split('/');
      return general.find(({ parts }) => matchesParts(parts, names))?.index ?? -1;
    },
  };
}

/** What lies in one folder is asked about name by name: what holds for the folder is found once. */
export function rememberLast<T>(find: (folder: string) => T): (folder: string) => T {
  let last: { readonly folder: string; readonly found: T } | undefined;
  return (folder) => {
    if (last?.folder !== folder) last = { folder, found: find(folder) };
    return last.found;
  };
}

function findName(under: ReadonlyMap<string, number>, path: string): number | undefined {
  if (under.size === 0) return undefined;
  for (const part of path.split('/')) {
    const index = under.get(part);
    if (index !== undefined) return index;
  }
  return undefined;
}

const isPlain = (part: string | undefined): part is string => part !== undefined && !/[*?]/u.test(part);

/** The glob with `~` spelt out, and its fixed folder as it really is. */
export function spelledOut(glob: string, options: GlobOptions): string {
  return [...formsOf(glob, { ...options, platform: options.platform === 'win32' ? 'win32' : 'linux' })].at(-1) ?? glob;
}

/** The glob as it is written and, where its fixed folder is a link, as it really is. */
function formsOf(glob: string, { home, canonicalBase, platform }: GlobOptions): ReadonlySet<string> {
  const slashed = platform === 'win32' ? glob.replaceAll('\\', '/') : glob;
  const expanded = slashed === '~' || slashed.startsWith('~/') ? `${home}${slashed.slice(1)}` : slashed;
  const trimmed = expanded.length > 1 ? expanded.replace(/\/+$/u, '') : expanded;
  const parts = trimmed.split('/');
  const wild = parts.findIndex((part) => /[*?]/u.test(part));
  const base = parts.slice(0, wild < 0 ? parts.length : wild).join('/');
  const forms = [trimmed];
  if (base !== '') {
    const canonical = canonicalBase(base).replace(/\/+$/u, '');
    forms.push([canonical, ...(wild < 0 ? [] : parts.slice(wild))].join('/'));
  }
  return new Set(forms.map((form) => comparable(form === '' ? '/' : form, platform)));
}

/** Whether the path itself or a folder above it is in the map. */
export function findAncestor(folders: ReadonlyMap<string, number>, path: string): number | undefined {
  if (folders.size === 0) return undefined;
  for (let end = path.length; end >= 0; end = path.lastIndexOf('/', end - 1)) {
    const found = folders.get(path.slice(0, end));
    if (found !== undefined) return found;
    if (end === 0) return undefined;
  }
  return undefined;
}

/** Two-pointer matching with one place to return to: greedy `**`, bounded by the product of the lengths. */
function matchesParts(parts: readonly string[], names: readonly string[]): boolean {
  let part = 0;
  let name = 0;
  let star = -1;
  let resume = 0;
  while (name < names.length) {
    const pattern = parts[part];
    if (pattern === '**') {
      star = part;
      resume = name;
      part += 1;
    } else if (pattern !== undefined && matchesName(pattern, names[name] ?? '')) {
      part += 1;
      name += 1;
    } else if (star >= 0) {
      resume += 1;
      name = resume;
      part = star + 1;
    } else return false;
  }
  while (parts[part] === '**') part += 1;
  return part === parts.length;
}

/** As above, for `*` and `?` within one name. */
function matchesName(pattern: string, name: string): boolean {
  // Before the first slash there is no name, so nothing but nothing matches there.
  if (name === '') return pattern === '';
  let at = 0;
  let index = 0;
  let star = -1;
  let resume = 0;
  while (index < name.length) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at;
      resume = index;
      at += 1;
    } else if (wanted === '?' || (wanted !== undefined && wanted === name[index])) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      resume += 1;
      index = resume;
      at = star + 1;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
