/** A terminal for tests: what is typed is written by the test, what is printed is kept. */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { CommandContext, Product } from '../command-context.ts';
import { runProgram } from '../run-program.ts';
import type { Terminal } from '../terminal.ts';

const PROJECT_ROOT = new URL('../../..', import.meta.url).pathname.replace(/\/$/, '');

/** Written to by the program, read by the test while it runs. */
class Printed extends PassThrough {
  readonly isTTY: boolean;
  #text = '';

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
    this.setEncoding('utf8').on('data', (text: string) => {
      this.#text += text;
    });
  }

  get text(): string {
    return this.#text;
  }

  /** Resolves once what was printed so far contains this. */
  async until(wanted: string | RegExp): Promise<void> {
    const is = (): boolean => (typeof wanted === 'string' ? this.#text.includes(wanted) : wanted.test(this.#text));
    while (!is()) await once(this, 'data');
  }
}

export interface TypedTerminal {
  readonly stdin: PassThrough;
  readonly stdout: Printed;
  readonly stderr: Printed;
  readonly context: CommandContext;
  /** Runs one command line to its end. @returns the exit code */
  run(...args: readonly string[]): Promise<number>;
}

/** @param change `isTTY` for stdout and stderr; everything else replaces a part of the terminal or the product */
export function typedTerminal(
  change: Partial<Terminal> & { readonly isTTY?: boolean; readonly product?: Partial<Product> } = {},
): TypedTerminal {
  const { isTTY = false, product = {}, ...terminal } = change;
  const [stdin, stdout, stderr] = [new PassThrough(), new Printed(isTTY), new Printed(isTTY)];
  const context: CommandContext = {
    terminal: {
      ...{ stdin, stdout, stderr, env: {}, platform: process.platform, uid: process.getuid?.() },
      ...{ homeDir: '/home/anna', cwd: '/home/anna', nowMs: () => Date.now(), signals: process },
      ...terminal,
    },
    product: {
      ...{ version: '0.0.0-test', projectRoot: PROJECT_ROOT, rendererDir: `${PROJECT_ROOT}/out/renderer` },
      ...{ launcherPath: `${PROJECT_ROOT}/bin/countersign.js`, nodePath: process.execPath, nodeVersion: '24.0.0' },
      ...product,
    },
  };
  return { stdin, stdout, stderr, context, run: (...args) => runProgram(args, context) };
}
