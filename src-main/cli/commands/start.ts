/** `countersign start`: the desktop app where Electron's binary is, else headless; says which and why. */
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { type Asked, asked, type CommandContext } from '../command-context.ts';
import { parsePort, parseSwitch } from '../parse-flags.ts';
import { chooseMode } from '../start/choose-mode.ts';
import { runDesktop } from '../start/run-desktop.ts';
import type { Terminal } from '../terminal.ts';
import { ExitWith, WrongUsage } from '../usage.ts';

const DEFAULT_PORT = '7717';
const DEFAULT_UI_PORT = '7718';

interface Flags {
  readonly headless?: boolean;
  readonly port?: string;
  readonly uiPort?: string;
  readonly policy?: string;
}

export function addStart(program: Command, context: CommandContext): void {
  program
    .command('start')
    .option('--headless', 'no Electron even if it is there (COUNTERSIGN_HEADLESS=1)')
    .option('--port <n>', `MCP endpoint on 127.0.0.1 (COUNTERSIGN_PORT; default ${DEFAULT_PORT}, 0 picks a free one)`)
    .option(
      '--ui-port <n>',
      `headless UI on 127.0.0.1 (COUNTERSIGN_UI_PORT; default ${DEFAULT_UI_PORT}, 0 picks a free one)`,
    )
    .option('--policy <file>', 'the policy (COUNTERSIGN_POLICY; default policy.yaml in the data folder)')
    .description('run Countersign: the desktop app where Electron is installed, else headless')
    .action((flags: Flags, command: Command) => start(context, asked(context, command), flags));
}

/** The flags over their environment twins over the defaults. @throws WrongUsage */
export function readStart(flags: Flags, { env, cwd }: Pick<Terminal, 'env' | 'cwd'>) {
  const [portName, port] = flagOr('--port', flags.port, 'COUNTERSIGN_PORT', env, DEFAULT_PORT);
  const [uiPortName, uiPort] = flagOr('--ui-port', flags.uiPort, 'COUNTERSIGN_UI_PORT', env, DEFAULT_UI_PORT);
  const [, policy] = flagOr('--policy', flags.policy, 'COUNTERSIGN_POLICY', env, '');
  if (flags.policy === '') throw new WrongUsage('--policy: expected a file, got nothing.');
  return {
    headlessFlag: flags.headless === true,
    headlessVariable: parseSwitch('COUNTERSIGN_HEADLESS', env.COUNTERSIGN_HEADLESS),
    port: parsePort(portName, port),
    uiPort: parsePort(uiPortName, uiPort),
    policyFile: policy === '' ? undefined : resolve(cwd, policy),
  };
}

/** @returns the name under which a value was given, for messages, and the value. An empty variable counts as unset. */
function flagOr(
  flag: string,
  given: string | undefined,
  variable: string,
  env: Terminal['env'],
  otherwise: string,
): readonly [name: string, value: string] {
  if (given !== undefined) return [flag, given];
  const set = env[variable] ?? '';
  return set === '' ? [flag, otherwise] : [variable, set];
}

async function start({ terminal, product }: CommandContext, { dataDir, json }: Asked, flags: Flags): Promise<void> {
  const { env, stdout, stderr } = terminal;
  const wish = readStart(flags, terminal);
  const say = (sentence: string): void => void stderr.write(`${sentence}\n`);
  const chosen = await chooseMode({ ...terminal, ...wish, projectRoot: product.projectRoot, say });
  if (chosen.mode === 'headless') {
    say(`Starting headless: ${chosen.why}.`);
    const { runHeadless } = await import('../../headless/headless.ts');
    await runHeadless({
      ...{
        dataDir,
        json,
        rendererDir: product.rendererDir,
        runnerImagesDir: join(product.projectRoot, 'runner-images'),
        version: product.version,
      },
      cli: [product.nodePath, product.launcherPath],
      ...wish,
    });
    return;
  }
  say(`Starting the desktop app: ${chosen.why}.`);
  const exitCode = await runDesktop({
    electronPath: chosen.electronPath,
    projectRoot: product.projectRoot,
    env: desktopEnvironment(env, { ...wish, dataDir, json }),
    signals: terminal.signals,
    ownTerminal: stdout.isTTY === true,
  });
  if (exitCode !== 0) throw new ExitWith(exitCode);
}

interface DesktopWish {
  readonly dataDir: string;
  readonly port: number;
  readonly policyFile: string | undefined;
  readonly json: boolean;
}

/** What the desktop app is told, by the environment alone. */
export function desktopEnvironment(env: Terminal['env'], wish: DesktopWish): Record<string, string | undefined> {
  return {
    ...env,
    // Set in terminals inside Electron programs, where it would turn ours into plain Node.
    ELECTRON_RUN_AS_NODE: undefined,
    COUNTERSIGN_DATA_DIR: wish.dataDir,
    COUNTERSIGN_PORT: String(wish.port),
    COUNTERSIGN_POLICY: wish.policyFile,
    COUNTERSIGN_JSON: wish.json ? '1' : undefined,
  };
}
