/** Which files a search wants, by globs of their names: `*.ts`, `*.{ts,tsx}`, `src/**`, `test/fixtures/*`. Brackets stand for themselves. */
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
  const pattern = RE2JS.compile(sourceOf(trimmed.includes('/') ? trimmed : `**/${trimmed}`), RE2JS.DOTALL);
  return (relative) => pattern.matcher(relative).matches();
}

function sourceOf(glob: string): string {
  const open = glob.indexOf('{');
  if (open < 0) return plainSource(glob);
  const choice = choiceAt(glob, open);
  // A brace that offers no choice is part of a name.
  if (choice === undefined) return `${plainSource(glob.slice(0, open + 1))}${sourceOf(glob.slice(open + 1))}`;
  return `${plainSource(glob.slice(0, open))}(?:${choice.words.map(sourceOf).join('|')})${sourceOf(glob.slice(choice.end))}`;
}

/** @returns `undefined` where a brace is not closed, or nothing in it is separated */
function choiceAt(glob: string, open: number): { readonly words: readonly string[]; readonly end: number } | undefined {
  const words: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < glob.length; at += 1) {
    const sign = glob[at];
    if (sign === '{') depth += 1;
    if (sign === '}') depth -= 1;
    const isEnd = sign === '}' && depth === 0;
    if (!isEnd && !(sign === ',' && depth === 1)) continue;
    words.push(glob.slice(from, at));
    from = at + 1;
    if (isEnd) return words.length > 1 ? { words, end: from } : undefined;
  }
  return undefined;
}

const plainSource = (glob: string): string =>
  glob
    .split(/(\*\*\/|\*\*|\*|\?)/u)
    .map((piece) => {
      if (piece === '**/') return '(?:.*/)?';
      if (piece === '**') return '.*';
      if (piece === '*') return '[^/]*';
      return piece === '?' ? '[^/]' : RE2JS.quote(piece);
    })
    .join('');
