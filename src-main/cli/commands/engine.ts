/** `countersign engine`: which container engine is used and why, and the person's choice of another. */
import { isAbsolute, resolve } from 'node:path';
import type { Command } from 'commander';
import type { EngineReport } from '#shared/model/index.ts';
import { oneLine } from '../card-lines.ts';
import { asked, type CommandContext } from '../command-context.ts';
import type { Paint } from '../terminal.ts';
import { typedWords } from '../typed-words.ts';

export function addEngine(program: Command, context: CommandContext): void {
  const engine = program.command('engine').description('the container engine: which one, why, and another');
  engine
    .command('show')
    .description('which one is used and why, where else was looked, and what is known against it')
    .action((_options: unknown, command: Command) => tell(context, command, 'engine.show'));
  engine
    .command('look')
    .description('look again, everywhere, now; a runtime that failed is tried once more')
    .action((_options: unknown, command: Command) => tell(context, command, 'engine.look'));
  engine
    .command('use')
    .argument('<address>', 'unix://PATH, tcp://HOST:PORT, ssh://USER@HOST or npipe://PATH')
    .option('--tls <dir>', 'folder with ca.pem, cert.pem and key.pem')
    .description('use this engine from now on; it has to answer, or the former stays')
    .action((address: string, options: { tls?: string }, command: Command) =>
      choose(context, command, address, options.tls),
    );
  engine
    .command('auto')
    .description('use whichever engine is found, as before anything was chosen')
    .action((_options: unknown, command: Command) => choose(context, command, null, undefined));
}

async function tell(context: CommandContext, command: Command, name: 'engine.show' | 'engine.look'): Promise<void> {
  const { host, paint, answer } = asked(context, command);
  const report = await host.call(name, {});
  answer(report, lines(report, paint));
}

async function choose(
  context: CommandContext,
  command: Command,
  address: string | null,
  tls: string | undefined,
): Promise<void> {
  const { host, paint, answer } = asked(context, command);
  // The host runs in another folder.
  const folder = tls === undefined ? null : isAbsolute(tls) ? tls : resolve(context.terminal.cwd, tls);
  const report = await host.call('engine.choose', { address, tls_folder: folder });
  answer(report, lines(report, paint));
}

const colours = { ready: 'green', slow: 'yellow', odd: 'red', absent: 'red' } as const;

function lines(
  { state, sentence, chosen, facts, places, gvisor, firewall, warnings }: EngineReport,
  paint: Paint,
): string[] {
  const about =
    facts === null
      ? []
      : [
          `API ${facts.api_version} · ${facts.platform} · ${facts.rootless ? 'rootless' : 'not rootless'} · answers in ${facts.answer_ms} ms`,
          `runtimes: ${facts.runtimes.join(', ') || 'none listed'}`,
        ];
  return [
    `${paint(colours[state], state)}  ${oneLine(sentence)}.`,
    ...about.map((line) => `  ${oneLine(line)}`),
    `  gVisor: ${oneLine(gvisor.words)}.`,
    ...(gvisor.fix === null ? [] : [`          ${typedWords(oneLine(gvisor.fix), paint)}`]),
    `  second wall: ${oneLine(firewall.words)}.`,
    ...(firewall.fix === null ? [] : [`          ${typedWords(oneLine(firewall.fix), paint)}`]),
    chosen === null
      ? '  Nothing is chosen: whichever is found first is used.'
      : `  Chosen: ${oneLine(chosen.address)}${chosen.tls_folder === null ? '' : `, TLS from ${oneLine(chosen.tls_folder)}`}. No other is taken; ${typedWords('`countersign engine auto` undoes it.', paint)}`,
    'Looked at:',
    ...places.map(({ outcome, address, words }) => `  ${outcome.padEnd(7)} ${oneLine(address)}  ${oneLine(words)}`),
    ...warnings.flatMap(({ found, fix }) => [
      `${paint('yellow', 'warning')}  ${oneLine(found)}`,
      `         ${typedWords(oneLine(fix), paint)}`,
    ]),
  ];
}
