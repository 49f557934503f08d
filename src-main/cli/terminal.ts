/** Where the command was typed: its streams and surroundings, handed in by the entry so that nothing below reads the process itself. */
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { styleText } from 'node:util';

/** Where signals to this process arrive. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

export interface Terminal {
  readonly stdin: Readable;
  /** Data, and nothing else. */
  readonly stdout: Writable & { readonly isTTY?: boolean };
  /** Everything said to a person beside the data. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Numeric user id; `undefined` where there is none. */
  readonly uid: number | undefined;
  readonly homeDir: string;
  readonly cwd: string;
  readonly nowMs: () => number;
  readonly signals: SignalSource;
}

type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

/** Colours only where a person looks at a terminal that can show them, and has not asked for none (NO_COLOR). */
export function paintFor({ stdout, env }: Pick<Terminal, 'stdout' | 'env'>): Paint {
  const colourful = stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
  return colourful ? (colour, text) => styleText(colour, text, { validateStream: false }) : (_colour, text) => text;
}

/** Writes and waits until the stream wants more: for output of any length. */
export async function pour(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

export function printLines(stream: Writable, lines: readonly string[]): void {
  stream.write(`${lines.join('\n')}\n`);
}

export function printJson(stream: Writable, value: unknown): void {
  stream.write(`${JSON.stringify(value)}\n`);
}
