/** The whole command line, put together from one file a command. */
import { Command, CommanderError } from 'commander';
import type { CommandContext } from './command-context.ts';
import { addApprovals } from './commands/approvals.ts';
import { addAudit } from './commands/audit.ts';
import { addBridge } from './commands/bridge.ts';
import { addCan } from './commands/can.ts';
import { addClients } from './commands/clients.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEngine } from './commands/engine.ts';
import { addGrants } from './commands/grants.ts';
import { addHouse } from './commands/house.ts';
import { addImages } from './commands/images.ts';
import { addPolicy } from './commands/policy.ts';
import { addReplay } from './commands/replay.ts';
import { addRuns } from './commands/runs.ts';
import { addStart } from './commands/start.ts';
import { addUi } from './commands/ui.ts';
import { addWhy } from './commands/why.ts';
import { WrongUsage } from './usage.ts';

/**
 * @param beforeAction told the name of the command that is about to run, e.g. `start` or `list`
 * @returns a program whose `parseAsync` throws WrongUsage, and CommanderError only after help or version were printed
 */
export function createProgram(context: CommandContext, beforeAction: (name: string) => void): Command {
  const { stdout, stderr } = context.terminal;
  const program = new Command('countersign')
    .description('Lets AI agents run things on your machine, and lets you say no.')
    .version(context.product.version, '-V, --version', 'print the version')
    .option(
      '--data-dir <dir>',
      'all state (COUNTERSIGN_DATA_DIR; default: the platform’s app-data folder, countersign)',
    )
    .option('--json', 'machine-readable output on stdout')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      // Thrown as WrongUsage below and printed once, at the end.
      outputError: () => undefined,
    })
    .hook('preAction', (_program, command) => beforeAction(command.name()));
  addStart(program, context);
  addClients(program, context);
  addImages(program, context);
  addEngine(program, context);
  addBridge(program, context);
  addApprovals(program, context);
  addWhy(program, context);
  addCan(program, context);
  addReplay(program, context);
  addPolicy(program, context);
  addRuns(program, context);
  addAudit(program, context);
  addGrants(program, context);
  addHouse(program, context);
  addUi(program, context);
  addDoctor(program, context);
  explainMistakes(program, program.name());
  return program;
}

/** Commander says what came; this adds what was expected. */
function explainMistakes(command: Command, path: string): void {
  command.exitOverride((error) => {
    throw error.exitCode === 0 || error.code === 'commander.help'
      ? error
      : new WrongUsage(explain(command, path, error));
  });
  for (const child of command.commands) explainMistakes(child, `${path} ${child.name()}`);
}

function explain(command: Command, path: string, { code, message }: CommanderError): string {
  const came = message.replace(/^error: /, '').replace(/\.?$/, '.');
  const sentence = came.charAt(0).toUpperCase() + came.slice(1);
  return `${sentence}${expected(command, code)}\nSee \`${path} --help\`.`;
}

function expected(command: Command, code: string): string {
  if (code === 'commander.unknownCommand') {
    return `\nExpected one of: ${command.commands.map((child) => child.name()).join(', ')}.`;
  }
  if (code !== 'commander.unknownOption') return '';
  const options = [...command.options, ...rootOf(command).options];
  return `\nExpected: ${[...new Set(options)].map((option) => option.flags).join(' · ')} · -h, --help.`;
}

const rootOf = (command: Command): Command => (command.parent === null ? command : rootOf(command.parent));

/** Whether commander has printed what was asked for (help, version) and is done. */
export const isPrinted = (error: unknown): error is CommanderError => error instanceof CommanderError;
