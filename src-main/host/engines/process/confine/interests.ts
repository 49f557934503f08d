/** Which names in a folder are worth a second look when a view of the file system is built. Pure. */
import { guardedInGit, guardedInProject } from '#shared/policy/index.ts';
import { isWild, nameMatcher } from './glob-roots.ts';

/** By these a repository, and git's own folder in it, is known. */
const marksOfGit = ['.git', 'HEAD', 'objects'];

/**
 * @param blocked globs. Whatever they block, the topmost blocked folder or file has a name that is of interest here.
 * @returns by name
 */
export function interestsOf(blocked: readonly string[]): (name: string) => boolean {
  const names = new Set<string>([...guardedInProject, ...guardedInGit, ...marksOfGit].map(folded));
  const patterns: RegExp[] = [];
  for (const glob of blocked) {
    const parts = glob.split('/').filter((part) => part !== '');
    while (parts.at(-1) === '**') parts.pop();
    const last = parts.at(-1);
    if (last === undefined) return () => true;
    if (isWild(last)) patterns.push(nameMatcher(folded(last)));
    else names.add(folded(last));
  }
  return (name) => {
    const plain = folded(name);
    return names.has(plain) || patterns.some((pattern) => pattern.test(plain));
  };
}

const isPlain = (name: string): boolean => /^[a-z0-9._*?-]*$/u.test(name);

/** Names that any file system takes for the same come out alike: rather a look too many than a blocked name in other letters. */
function folded(name: string): string {
  return isPlain(name) ? name : name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
