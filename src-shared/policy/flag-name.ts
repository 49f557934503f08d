/** How a flag is spelt in a rule's `flags`. */
import { type Hole, parseArgumentPattern, type Spelling } from './argument-pattern.ts';

export type FlagName =
  /** `-n`: may be joined with others (`-nv`) and with its value (`-n5`). */
  | { readonly form: 'short'; readonly flag: string }
  /** `--since`: `--since=x` and `--since x`. */
  | { readonly form: 'long'; readonly flag: string }
  /** Written `--color=`: its value comes with `=` only. */
  | { readonly form: 'long-with-equals'; readonly flag: string }
  /** `-name`: one dash, several letters, never joined. */
  | { readonly form: 'word'; readonly flag: string }
  /** Written `-<int:1-100>`: a dash and a number, as in `head -20`. */
  | { readonly form: 'number'; readonly hole: Hole & { readonly type: 'int' } };

/** @returns the flag, or what is wrong with its spelling in one sentence */
export function parseFlagName(key: string): Spelling<FlagName> {
  if (/^-[A-Za-z0-9?@#%]$/u.test(key)) return { ok: true, value: { form: 'short', flag: key } };
  if (/^--[A-Za-z0-9][A-Za-z0-9_.-]{0,80}$/u.test(key)) return { ok: true, value: { form: 'long', flag: key } };
  if (/^--[A-Za-z0-9][A-Za-z0-9_.-]{0,80}=$/u.test(key)) {
    return { ok: true, value: { form: 'long-with-equals', flag: key.slice(0, -1) } };
  }
  if (/^-[A-Za-z][A-Za-z0-9_.-]{1,80}$/u.test(key)) return { ok: true, value: { form: 'word', flag: key } };
  if (key.startsWith('-<')) {
    const number = parseArgumentPattern(key.slice(1));
    if (number.ok && number.value.kind === 'hole' && number.value.hole.type === 'int' && number.value.hole.min >= 0) {
      return { ok: true, value: { form: 'number', hole: number.value.hole } };
    }
  }
  return {
    ok: false,
    problem: 'expected a flag: "-n", "--since", "--color=" (value with “=” only), "-name" or "-<int:1-100>".',
  };
}
