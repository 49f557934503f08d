/** Runs one command line and turns whatever comes of it into an exit code and, on stderr, a sentence. */
import { HostError } from '#shared/contract/index.ts';
import type { CommandContext } from './command-context.ts';
import { createProgram, isPrinted } from './create-program.ts';
import { EXIT, ExitWith, Failed, WrongUsage } from './usage.ts';

/**
 * @param args what follows the program's name
 * @param beforeAction told the name of the command that is about to run
 * @returns the exit code; never rejects
 */
export async function runProgram(
  args: readonly string[],
  context: CommandContext,
  beforeAction: (name: string) => void = () => undefined,
): Promise<number> {
  const { stderr } = context.terminal;
  try {
    await createProgram(context, beforeAction).parseAsync(args, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof ExitWith) return error.exitCode;
    if (isPrinted(error)) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
    stderr.write(`${sentenceOf(error)}\n`);
    return error instanceof WrongUsage ? EXIT.wrongUsage : EXIT.failed;
  }
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return `Countersign made a mistake: ${String(error)}`;
  // Our own kinds and plain errors carry a sentence for the person; a TypeError and its like are bugs and need their stack.
  const meant = error instanceof WrongUsage || error instanceof Failed || error instanceof HostError;
  return meant || error.constructor === Error || 'code' in error
    ? error.message
    : `Countersign made a mistake. ${error.stack ?? error.message}`;
}
