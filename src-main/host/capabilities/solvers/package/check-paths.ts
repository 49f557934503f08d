/**
 * Paths of a package: relative, plain, and each only once, also for a file system that does not tell letter case or Unicode forms apart.
 * What is refused here cannot become a path anywhere.
 */
import { Refused } from '#shared/model/index.ts';
import { hasHidden, visibleText } from '#shared/text/index.ts';
import { type Refuse, refuseAtOnce } from '../refuse.ts';

const LONGEST_PATH = 200;
const LONGEST_PART_BYTES = 100;
const MOST_PARTS = 10;
/** What the solver leaves is found here, so the package cannot put anything into it. */
const RESERVED = 'out';

/** @throws Refused REQUEST_INVALID, unless `refuse` does something else */
export function checkPaths(paths: readonly string[], refuse: Refuse = refuseAtOnce): void {
  for (const path of paths) {
    const problem = problemOf(path);
    if (problem !== null) refuse(invalid(`The path ${shown(path)} cannot be used: ${problem}.`));
  }
  refuseTwice(paths, refuse);
}

function problemOf(path: string): string | null {
  if (path === '') return 'it is empty';
  if (path.length > LONGEST_PATH) return `it is longer than ${LONGEST_PATH} characters`;
  if (!path.isWellFormed() || hasHidden(path) || /\p{Cc}/u.test(path))
    return 'it contains characters that do not show as what they are';
  if (path.includes('\\') || path.includes(':')) return 'it contains “\\” or “:”, and parts are divided by “/”';
  if (path.startsWith('/')) return 'it is absolute, and a path inside the package is expected';
  const parts = path.split('/');
  if (parts.length > MOST_PARTS) return `it has more than ${MOST_PARTS} parts`;
  for (const part of parts) {
    if (part === '' || part === '.' || part === '..') return 'it has an empty part, “.” or “..”';
    if (part.trim() !== part) return 'one of its parts begins or ends with white space';
    if (Buffer.byteLength(part) > LONGEST_PART_BYTES)
      return `one of its parts is longer than ${LONGEST_PART_BYTES} bytes`;
  }
  return keyOf(parts[0] ?? '') === RESERVED
    ? `“${RESERVED}” is where the solver leaves what it wants to hand back`
    : null;
}

/** Neither the same file twice, nor a file where another path has a folder. */
function refuseTwice(paths: readonly string[], refuse: Refuse): void {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const other = seen.get(keyOf(path));
    if (other !== undefined)
      refuse(
        invalid(
          `The package has ${shown(path)} twice${other === path ? '' : `: the other is written ${shown(other)}`}.`,
        ),
      );
    seen.set(keyOf(path), path);
  }
  for (const path of paths) {
    const parts = keyOf(path).split('/');
    for (let end = 1; end < parts.length; end += 1) {
      const file = seen.get(parts.slice(0, end).join('/'));
      if (file !== undefined)
        refuse(invalid(`The package has ${shown(file)} as a file, and ${shown(path)} in a folder of that name.`));
    }
  }
}

const keyOf = (path: string): string => path.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
const shown = (path: string): string => `“${visibleText(path.slice(0, 120))}${path.length > 120 ? '…' : ''}”`;
const invalid = (message: string): Refused => new Refused('REQUEST_INVALID', { message });
