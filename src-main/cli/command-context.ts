/** What every command is given, and how the options that all of them have are read. */
import type { Command } from 'commander';
import { chooseDataDir } from './data-dir.ts';
import { connectToHost, type TerminalHostClient } from './host-client.ts';
import { type Paint, paintFor, printJson, printLines, type Terminal } from './terminal.ts';

/** Where this installation lies; computed by the entry. All paths absolute. */
export interface Product {
  readonly version: string;
  readonly projectRoot: string;
  /** The built UI. */
  readonly rendererDir: string;
  /** `bin/countersign.js`, for what others are told to start. */
  readonly launcherPath: string;
  /** The Node that runs this. */
  readonly nodePath: string;
  /** Without the v, e.g. `24.21.0`. */
  readonly nodeVersion: string;
}

export interface CommandContext {
  readonly terminal: Terminal;
  readonly product: Product;
}

/** The options of every command, read. */
export interface Asked {
  readonly dataDir: string;
  readonly json: boolean;
  readonly host: TerminalHostClient;
  readonly paint: Paint;
  /** Prints the value with `--json`, the lines without. */
  answer(value: unknown, lines: readonly string[]): void;
}

/** @throws WrongUsage */
export function asked({ terminal }: CommandContext, command: Command): Asked {
  const options = command.optsWithGlobals<{ readonly dataDir?: string; readonly json?: boolean }>();
  const dataDir = chooseDataDir({ ...terminal, flag: options.dataDir });
  const json = options.json === true;
  return {
    dataDir,
    json,
    host: connectToHost(dataDir),
    paint: paintFor(terminal),
    answer: (value, lines) => (json ? printJson(terminal.stdout, value) : printLines(terminal.stdout, lines)),
  };
}
