/** An argument vector as one line for reading. Never executed, never parsed back. */
import { visibleText } from './visible.ts';

const needsNoQuotes = /^[A-Za-z0-9_@%+=:,./~^-]+$/;

/** `git commit -m 'Fix login'`: each argument recognisable as one, an empty one as `''`, hidden characters as marks. */
export function commandLine(argv: readonly string[]): string {
  return argv
    .map((argument) =>
      needsNoQuotes.test(argument) ? argument : `'${visibleText(argument).replaceAll("'", "'\\''")}'`,
    )
    .join(' ');
}
