/** Where a path leads, every symlink followed as the kernel would, also when its last parts do not exist. */
import { lstat, readlink } from 'node:fs/promises';
import { dirname, join, parse, sep } from 'node:path';

const MAX_LINKS = 40;

/**
 * @param path absolute, or relative to `cwd`; not normalised first, because `a/..` is not the same as `.` where `a` is a link
 * @returns the canonical absolute path; a dangling link is followed to where it would lead
 * @throws Error for a loop of links, a `..` after something that does not exist, or a folder that may not be looked into
 */
export async function canonicalPath(path: string, cwd = '/'): Promise<string> {
  const { root } = parse(path);
  let at = root === '' ? await canonicalPath(cwd) : root;
  const pending = path.slice(root.length).split(sep === '\\' ? /[\\/]+/u : /\/+/u);
  let links = 0;
  let missing = false;
  while (pending.length > 0) {
    const part = pending.shift() ?? '';
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (missing) throw new Error(`${at} does not exist, so nothing lies above it`);
      at = dirname(at);
      continue;
    }
    const next = join(at, part);
    const target = missing ? null : await linkTarget(next);
    if (target === 'missing') missing = true;
    if (target === null || target === 'missing') {
      at = next;
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) throw new Error(`${path} goes through more than ${MAX_LINKS} links`);
    const targetRoot = parse(target.link).root;
    if (targetRoot !== '') at = targetRoot;
    pending.unshift(...target.link.slice(targetRoot.length).split(sep === '\\' ? /[\\/]+/u : /\/+/u));
  }
  return at;
}

async function linkTarget(path: string): Promise<{ readonly link: string } | 'missing' | null> {
  try {
    const found = await lstat(path);
    return found.isSymbolicLink() ? { link: await readlink(path) } : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'missing';
    throw error;
  }
}
