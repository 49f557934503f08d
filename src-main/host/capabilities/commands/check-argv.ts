/** What no argument vector may be, whatever the policy says. */
import { Refused } from '#shared/model/index.ts';

/** @throws Refused BAD_INPUT */
export function checkArgv(argv: readonly string[], maxBytes: number): void {
  if (argv[0] === undefined || argv[0] === '') {
    throw new Refused('BAD_INPUT', { message: 'argv is empty: expected the command’s name and then its arguments.' });
  }
  const bytes = argv.reduce((sum, token) => sum + Buffer.byteLength(token) + 1, 0);
  if (bytes > maxBytes) {
    throw new Refused('BAD_INPUT', {
      message: `argv has ${bytes} bytes and at most ${maxBytes} are taken. Pass long data as stdin_input.`,
    });
  }
  for (const [index, token] of argv.entries()) {
    if (token.includes('\0'))
      throw new Refused('BAD_INPUT', { message: `argv[${index}] contains a NUL byte, which no program can receive.` });
    if (!token.isWellFormed()) throw new Refused('BAD_INPUT', { message: `argv[${index}] is not valid Unicode text.` });
  }
}
