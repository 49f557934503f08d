/** What a person fills in for a new rule, and the rule that it makes. */
import { isAbsolutePath, parseArgumentPattern, parseFlagName } from '#shared/policy/index.ts';
import type { NewRule } from '#shared/policy-text/written-rule.ts';
import { baseName } from '#shared/text/index.ts';
import type { VerdictWord } from './verdict-badge.tsx';

export interface RuleForm {
  /** Its name, or the absolute path of a program. */
  readonly command: string;
  /** For a command that is not listed yet. */
  readonly executable: string;
  readonly words: string;
  readonly rest: 'anything' | 'nothing';
  readonly flags: string;
  readonly verdict: VerdictWord;
  readonly because: string;
}

export const emptyForm: RuleForm = {
  ...{ command: '', executable: '', words: '', flags: '', because: '' },
  rest: 'anything',
  verdict: 'ask',
};

export type FormResult =
  | { readonly ok: true; readonly command: string; readonly executable: string | null; readonly rule: NewRule }
  | { readonly ok: false; readonly problems: Partial<Record<keyof RuleForm, string>> };

type Problems = Partial<Record<keyof RuleForm, string>>;

const split = (text: string): readonly string[] => text.split(/\s+/u).filter(Boolean);

/** @param known names of the commands that the policy lists */
export function ruleOf(form: RuleForm, known: readonly string[]): FormResult {
  const typed = form.command.trim();
  const isPath = isAbsolutePath(typed);
  const command = isPath ? baseName(typed) : typed;
  const executable = known.includes(command) ? null : isPath ? typed : form.executable.trim();
  const problems: Problems = {
    ...commandProblem(command, typed, isPath && known.includes(command)),
    ...(executable === null || isAbsolutePath(executable)
      ? {}
      : { executable: 'Expected the absolute path of the program, such as /usr/bin/make.' }),
    ...wordsProblem(split(form.words)),
    ...flagsProblem(split(form.flags)),
  };
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const flags = Object.fromEntries(split(form.flags).map((flag) => [flag, 'none']));
  const because = form.because.trim();
  const rule: NewRule = {
    verdict: form.verdict,
    args: [...split(form.words), ...(form.rest === 'anything' ? ['...'] : [])],
    ...(Object.keys(flags).length === 0 ? {} : { flags }),
    ...(because === '' ? {} : { because }),
  };
  return { ok: true, command, executable, rule };
}

function commandProblem(command: string, typed: string, listed: boolean): Problems {
  if (!/^[A-Za-z0-9][A-Za-z0-9._+@-]{0,62}$/u.test(command)) {
    return { command: 'Expected one word, such as git, or an absolute path, such as /usr/bin/git.' };
  }
  return listed ? { command: `“${command}” is listed already: write its name instead of ${typed}.` } : {};
}

function wordsProblem(words: readonly string[]): Problems {
  for (const word of words) {
    if (word === '...') return { words: '“...” is chosen below, with “Any arguments”.' };
    if (word.startsWith('-')) return { words: `${word} is a flag: it belongs into the field for flags.` };
    const parsed = parseArgumentPattern(word);
    if (!parsed.ok) return { words: `${word}: ${parsed.problem}` };
  }
  return {};
}

function flagsProblem(flags: readonly string[]): Problems {
  for (const flag of flags) {
    const parsed = parseFlagName(flag);
    if (!parsed.ok) return { flags: `${flag}: ${parsed.problem}` };
  }
  return new Set(flags).size === flags.length ? {} : { flags: 'A flag stands there twice.' };
}
