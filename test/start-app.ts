/** The app as a person starts it: `countersign start --headless` in a process of its own, built before. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const BIN = join(import.meta.dirname, '..', 'bin', 'countersign.js');

export interface StartedApp {
  readonly endpoint: string;
  /** A one-time login link. */
  readonly ui: string;
  readonly pid: number;
  readonly dataDir: string;
  readonly workspace: string;
  /** From process start to the ready line. */
  readonly readyMs: number;
  /** Runs `countersign …ARGS --data-dir …` to its end. */
  cli(...args: readonly string[]): Promise<CliResult>;
  addClient(name?: string): Promise<string>;
  /** What it has written to stderr. */
  errors(): string;
  kill(signal: NodeJS.Signals): Promise<number | null>;
  /** Stops it cleanly and removes its folders. @returns the exit code */
  close(): Promise<number | null>;
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param policy `WORKSPACE` in it stands for a folder made for the test; without one the app writes its own starter policy */
export async function startApp(
  options: { readonly policy?: string; readonly folder?: string; readonly flags?: readonly string[] } = {},
): Promise<StartedApp> {
  const base = options.folder ?? realpathSync(mkdtempSync(join(tmpdir(), 'countersign-app-')));
  const [dataDir, workspace] = [join(base, 'data'), join(base, 'workspace')];
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  mkdirSync(workspace, { recursive: true });
  if (options.policy !== undefined)
    writeFileSync(join(dataDir, 'policy.yaml'), options.policy.replaceAll('WORKSPACE', workspace));

  const from = performance.now();
  const child = spawn(
    process.execPath,
    [
      // As `npm start` does.
      '--max-semi-space-size=2',
      BIN,
      'start',
      '--headless',
      '--json',
      '--data-dir',
      dataDir,
      '--port',
      '0',
      '--ui-port',
      '0',
      ...(options.flags ?? []),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ready = await firstLine(child, () => errors);
  const readyMs = performance.now() - from;
  const cli = (...args: readonly string[]) => runCli([...args, '--data-dir', dataDir]);

  return {
    ...{ dataDir, workspace, readyMs, cli },
    errors: () => errors,
    endpoint: String(ready.endpoint),
    ui: String(ready.ui),
    pid: Number(ready.pid),
    async addClient(name = 'Test agent') {
      const { stdout } = await cli('clients', 'add', name, '--json');
      return String(JSON.parse(stdout).token);
    },
    async kill(signal) {
      child.kill(signal);
      return exited;
    },
    async close() {
      child.kill('SIGTERM');
      const code = await exited;
      if (options.folder === undefined) rmSync(base, { recursive: true });
      return code;
    },
  };
}

/** Runs the command line to its end. */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
): Promise<CliResult> {
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  child.stdin.end(input);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

/** @throws Error with what it printed when it ends before it is ready */
async function firstLine(child: ChildProcess, errors: () => string): Promise<Readonly<Record<string, unknown>>> {
  if (child.stdout === null) throw new Error('the app has no stdout');
  for await (const line of createInterface({ input: child.stdout })) {
    // The rest is read and dropped, so that the app never waits for a full pipe.
    child.stdout.resume();
    return JSON.parse(line);
  }
  throw new Error(`the app ended before it was ready: ${errors()}`);
}
