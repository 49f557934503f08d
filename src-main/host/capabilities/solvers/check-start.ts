/** How a solver would be started: arguments, variables, time, entry point. */
import { Refused } from '#shared/model/index.ts';
import { isDangerousVariable, type SolverTerms, TARGET_VARIABLES } from '#shared/policy/index.ts';
import { visibleText } from '#shared/text/index.ts';
import { type Refuse, refuseAtOnce } from './refuse.ts';
import type { SolverOrder } from './solver-order.ts';

const MOST_ARGS = 16;
const LONGEST_ARG = 200;
const MOST_VARIABLES = 32;
const LONGEST_VALUE = 4096;
const variableName = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/u;

type Start = Pick<SolverOrder, 'args' | 'env' | 'entrypoint'> & {
  readonly files: readonly { readonly path: string }[];
};

/** @throws Refused REQUEST_INVALID, unless `refuse` does something else */
export function checkStart({ args, env, entrypoint, files }: Start, refuse: Refuse = refuseAtOnce): void {
  if (args.length > MOST_ARGS) refuse(invalid(`args has ${args.length} entries, and at most ${MOST_ARGS} are taken.`));
  for (const arg of args) {
    if (arg.length > LONGEST_ARG)
      refuse(invalid(`An argument has ${arg.length} characters, and at most ${LONGEST_ARG} are taken.`));
    if (!isText(arg)) refuse(invalid('An argument is no text that a program can be given.'));
  }
  checkVariables(env, refuse);
  if (entrypoint.startsWith('-')) refuse(invalid('The entry point begins with “-”, and a file’s name was expected.'));
  if (!files.some(({ path }) => path === entrypoint)) {
    refuse(
      invalid(
        `The entry point ${shown(entrypoint)} is not in the package. It has ${listOf(files.map(({ path }) => path))}.`,
      ),
    );
  }
}

function checkVariables(env: SolverOrder['env'], refuse: Refuse): void {
  const entries = Object.entries(env);
  if (entries.length > MOST_VARIABLES)
    refuse(invalid(`env has ${entries.length} entries, and at most ${MOST_VARIABLES} are taken.`));
  for (const [name, value] of entries) {
    if (!variableName.test(name)) refuse(invalid(`${shown(name)} is no name of a variable.`));
    if (TARGET_VARIABLES.has(name.toUpperCase()))
      refuse(invalid(`${name} is set by Countersign from the target, and cannot be set here.`));
    if (isDangerousVariable(name))
      refuse(invalid(`The variable ${name} can change what a program runs or trusts, so it cannot be set.`));
    if (value.length > LONGEST_VALUE || !isText(value)) {
      refuse(
        invalid(
          `The value of ${name} is longer than ${LONGEST_VALUE} characters, or no text that a program can be given.`,
        ),
      );
    }
  }
}

/** @throws Refused TIMEOUT_INVALID */
export function wallTime(wished: number | null, terms: SolverTerms): number {
  if (wished === null) return terms.wallMs;
  const wallMs = Math.ceil(wished * 1000);
  if (wallMs >= 1 && wallMs <= terms.maxWallMs) return wallMs;
  throw new Refused('TIMEOUT_INVALID', {
    message: `timeout_seconds is ${wished}, and more than 0 and at most ${terms.maxWallMs / 1000} was expected.`,
  });
}

const isText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');
const shown = (text: string): string => `“${visibleText(text.slice(0, 120))}”`;
const listOf = (paths: readonly string[]): string =>
  paths.length === 0
    ? 'no files'
    : `${paths.slice(0, 10).map(shown).join(', ')}${paths.length > 10 ? ' and more' : ''}`;
const invalid = (message: string): Refused => new Refused('REQUEST_INVALID', { message });
