/** How a rule spells a word that stands for itself. */

/** Whether a word can stand in `args` as itself. */
export const isPlainWord = (word: string): boolean =>
  word !== '' && word.length <= 500 && !/[|<>\p{Cc}\s]/u.test(word) && !word.endsWith('...');

/** A word as an RE2 expression that matches it alone. */
export const quotedForPattern = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&');
