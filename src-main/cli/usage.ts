/** The two ways a command ends badly: it was called wrongly (exit code 2), or it was refused or failed (exit code 1). */

/** The command line itself is not right. The message says what was expected and what came. */
export class WrongUsage extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WrongUsage';
  }
}

/** The command could not do what was asked; the message is a sentence for the person, with what to do. */
export class Failed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failed';
  }
}

/** How a command asks for an exit code other than 0 after it said all it had to say. */
export class ExitWith extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`exit code ${exitCode}`);
    this.exitCode = exitCode;
  }
}

export const EXIT = { done: 0, failed: 1, wrongUsage: 2, interrupted: 130 } as const;

/** The operating system's code of an error, e.g. `ENOENT`; `undefined` where it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
