/**
 * Cuts a typed command line into an argument vector, for Explain and for examples. There is no shell in it: no variables, no globs, no
 * pipes, no redirections, no operators. Words are parted by white space; '…' keeps everything as it is; in "…" a backslash stands
 * before " or \ only; outside of quotes a backslash keeps the next character. What a shell would act on is an ordinary character here.
 */

export type SplitLine =
  | {
      readonly ok: true;
      readonly argv: readonly string[];
      /** Characters that a shell would have acted on, as they were typed, each once. */
      readonly shellLike: readonly string[];
    }
  | { readonly ok: false; readonly problem: string };

type Mode = 'plain' | 'single' | 'double';

/** @returns the arguments in order; an empty line gives none */
export function splitCommandLine(line: string): SplitLine {
  const argv: string[] = [];
  const shellLike = new Set<string>();
  let mode: Mode = 'plain';
  // `null` between words: '' is a word that is empty.
  let word: string | null = null;
  const characters = [...line];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    const next = characters[at + 1];
    if (mode === 'plain' && /\s/u.test(character)) {
      if (word !== null) argv.push(word);
      word = null;
    } else if (mode === 'plain' && (character === "'" || character === '"')) {
      mode = character === "'" ? 'single' : 'double';
      word ??= '';
    } else if ((mode === 'single' && character === "'") || (mode === 'double' && character === '"')) {
      mode = 'plain';
    } else if (escapes(mode, character, next)) {
      word = (word ?? '') + (next ?? '');
      at += 1;
    } else {
      if (mode !== 'single' && isShellLike(mode, character)) shellLike.add(character);
      word = (word ?? '') + character;
    }
  }
  if (mode !== 'plain') {
    return { ok: false, problem: `A ${mode === 'single' ? "'" : '"'} is not closed: expected another one.` };
  }
  if (word !== null) argv.push(word);
  return { ok: true, argv, shellLike: [...shellLike] };
}

function escapes(mode: Mode, character: string, next: string | undefined): boolean {
  if (character !== '\\' || next === undefined || mode === 'single') return false;
  return mode === 'plain' || next === '"' || next === '\\';
}

const isShellLike = (mode: Mode, character: string): boolean =>
  (mode === 'plain' ? '|&;<>$`*?(){}~' : '$`').includes(character);
