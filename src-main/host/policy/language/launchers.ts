/** Whether a rule for a program that runs others spells out what; which programs those are is said in `src-shared/policy/launchers.ts`. */
import type { Rule } from './rule.ts';

export { launcherAmong } from '#shared/policy/index.ts';

const privileged: ReadonlySet<string> = new Set(
  'sudo sudoedit doas su pkexec run0 runuser setpriv capsh chroot unshare nsenter gosu su-exec sg newgrp machinectl'.split(
    ' ',
  ),
);

/** Whether a program's job is to run something as somebody else, or with more rights. */
export const raisesPrivileges = (name: string): boolean => privileged.has(name.toLowerCase());

/** Words that make a program read its code from standard input, which no rule pins. */
const readsStandardInput: ReadonlySet<string> = new Set([
  '-',
  '-s',
  '-i',
  '-si',
  '-is',
  '/dev/stdin',
  '/dev/fd/0',
  '/proc/self/fd/0',
]);

/** Whether a rule spells out everything that the program is told to run: words only, no rest, no free values. */
export function pinsEverything(rule: Rule): boolean {
  if (rule.rest !== 'none' || rule.operands.length === 0) return false;
  const words = rule.operands.flatMap((operand) => (operand.kind === 'words' ? [...operand.words] : ['-']));
  if (words.some((word) => readsStandardInput.has(word))) return false;
  return [rule.globalFlags, rule.flags].every((table) =>
    [...table.entries].every(
      ([flag, { value, equals }]) =>
        !readsStandardInput.has(flag) && [value, equals].every((hole) => hole === null || isFixed(hole.hole.type)),
    ),
  );
}

const isFixed = (type: string): boolean => type === 'enum' || type === 'int';
