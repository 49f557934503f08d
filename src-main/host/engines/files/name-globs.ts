/** Which files a search wants, by globs of their names: `*.ts`, `src/**`, `test/fixtures/*`. */
import { RE2JS } from 're2js';

/** @returns whether a path (from the folder searched, with `/` between) is wanted */
export function nameGlobs(include: readonly string[], exclude: readonly string[]): (relative: string) => boolean {
  const [wanted, unwanted] = [include.map(compile), exclude.map(compile)];
  return (relative) =>
    (wanted.length === 0 || wanted.some((matches) => matches(relative))) &&
    !unwanted.some((matches) => matches(relative));
}

/** A glob without a slash is about the name alone, wherever the file lies. */
function compile(glob: string): (relative: string) => boolean {
  const trimmed = glob.replace(/^\.?\//u, '');
  const source = (trimmed.includes('/') ? trimmed : `**/${trimmed}`)
    .split(/(\*\*\/|\*\*|\*|\?)/u)
    .map((piece) => {
      if (piece === '**/') return '(?:.*/)?';
      if (piece === '**') return '.*';
      if (piece === '*') return '[^/]*';
      return piece === '?' ? '[^/]' : RE2JS.quote(piece);
    })
    .join('');
  const pattern = RE2JS.compile(source, RE2JS.DOTALL);
  return (relative) => pattern.matcher(relative).matches();
}
