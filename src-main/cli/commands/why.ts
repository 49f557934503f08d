/** `countersign why`: what the policy says of a request, without making it. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RuleRef, Verdict } from '#shared/model/index.ts';
import { commandLine } from '#shared/text/index.ts';
import { oneLine, ruleWords } from '../card-lines.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { parseClientName } from '../parse-flags.ts';
import type { Paint } from '../terminal.ts';
import { WrongUsage } from '../usage.ts';

interface Options {
  readonly client?: string;
  readonly tool?: string;
  readonly cwd?: string;
}

export function addWhy(program: Command, context: CommandContext): void {
  program
    .command('why')
    .argument('[arg...]', 'the command and its arguments, after --')
    .option('--client <name>', 'as which client')
    .option('--tool <tool>', 'which tool (default: execute_command)')
    .option('--cwd <dir>', 'in which folder (default: the home folder)')
    .description('the verdict on a request, and the rule that decides; exit code 0 whatever it is')
    .usage('[options] -- ARG...')
    .action((argv: string[], options: Options, command: Command) => why(context, command, argv, options));
}

async function why(
  context: CommandContext,
  command: Command,
  argv: readonly string[],
  options: Options,
): Promise<void> {
  const { host, paint, answer } = asked(context, command);
  const client = options.client === undefined ? undefined : parseClientName('--client', options.client);
  if (argv.length === 0 && (options.tool ?? 'execute_command') === 'execute_command') {
    throw new WrongUsage('Expected the command after --, as in: countersign why -- git push');
  }
  const verdict = await host.call('policy.why', {
    argv: [...argv],
    ...(client === undefined ? {} : { client }),
    ...(options.tool === undefined ? {} : { tool: options.tool }),
    ...(options.cwd === undefined ? {} : { cwd: resolve(context.terminal.cwd, options.cwd) }),
  });
  answer(forScripts(verdict), sentences(verdict, argv, paint));
}

const place = (rule: RuleRef): { readonly id: string; readonly line: number } => ({ id: rule.id, line: rule.line });

/** `{verdict, rule: {id, line}, lost, hint}`: a stable shape. */
const forScripts = ({ verdict, rule, lost, hint }: Verdict) => ({
  verdict,
  rule: rule === null ? null : place(rule),
  lost: lost.map((loser) => ({ rule: place(loser.rule), because: loser.because })),
  hint,
});

function sentences({ verdict, rule, lost, reasons, hint }: Verdict, argv: readonly string[], paint: Paint): string[] {
  const colour = { allow: 'green', ask: 'yellow', deny: 'red' } as const;
  const word = { allow: 'allowed', ask: 'asked about', deny: 'denied' } as const;
  return [
    `${argv.length === 0 ? 'This' : commandLine(argv)} would be ${paint(colour[verdict], word[verdict])}: ${ruleWords(rule)}.`,
    ...reasons.map((reason) => `  - ${oneLine(reason)}`),
    ...lost.map((loser) => paint('dim', `  not ${ruleWords(loser.rule)}: ${oneLine(loser.because)}`)),
    ...(hint === null ? [] : [`What the agent would be told: ${oneLine(hint)}`]),
  ];
}
