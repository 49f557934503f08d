/** `countersign clients`: who may ask. Minting a token shows it once. */
import type { Command } from 'commander';
import type { ClientInfo, ClientName, ClientPace } from '#shared/model/index.ts';
import { clientSnippets, counted, duration, exactTime, relativeTime } from '#shared/text/index.ts';
import { oneLine } from '../card-lines.ts';
import { asked, type CommandContext, type Product } from '../command-context.ts';
import { parseClientName, parseDuration } from '../parse-flags.ts';

export function addClients(program: Command, context: CommandContext): void {
  const clients = program.command('clients').description('agent programs and their tokens');
  clients
    .command('add')
    .argument('<name>', 'what to call the agent program, e.g. "Claude Code"')
    .option('--answer-within <time>', 'how long one of its calls can be held for a person, e.g. 4s')
    .option('--progress-extends', 'each progress message gives it its whole time anew')
    .description('mint a token; it is shown once')
    .action((name: string, options: PaceOptions, command: Command) =>
      add(context, command, parseClientName('NAME', name), paceFrom(options)),
    );
  clients
    .command('pace')
    .argument('<name>', 'the client')
    .option(
      '--answer-within <time>',
      'how long one of its calls can be held for a person, e.g. 4s; default: the usual time',
    )
    .option('--progress-extends', 'each progress message gives it its whole time anew')
    .description('say how long a client waits for one answer')
    .action((name: string, options: PaceOptions, command: Command) =>
      setPace(context, command, parseClientName('NAME', name), paceFrom(options)),
    );
  clients
    .command('list')
    .description('every client, with when it was last seen')
    .action((_options: unknown, command: Command) => list(context, command));
  clients
    .command('revoke')
    .argument('<name>', 'the client')
    .description('its token stops working at once')
    .action((name: string, _options: unknown, command: Command) =>
      revoke(context, command, parseClientName('NAME', name)),
    );
}

interface PaceOptions {
  readonly answerWithin?: string;
  readonly progressExtends?: boolean;
}

const SHORTEST_PACE_MS = 500;
const LONGEST_PACE_MS = 3_600_000;

function paceFrom({ answerWithin, progressExtends = false }: PaceOptions): ClientPace {
  const within =
    answerWithin === undefined
      ? null
      : parseDuration('--answer-within', answerWithin, SHORTEST_PACE_MS, LONGEST_PACE_MS);
  return { answer_within_ms: within, progress_extends: progressExtends };
}

async function setPace(context: CommandContext, command: Command, name: ClientName, pace: ClientPace): Promise<void> {
  const { host, answer } = asked(context, command);
  answer(await host.call('clients.setPace', { name, pace }), [`${name} ${paceWords(pace)}.`]);
}

function paceWords({ answer_within_ms, progress_extends }: ClientPace): string {
  const within =
    answer_within_ms === null ? 'is held as long as is usual' : `is answered within ${duration(answer_within_ms)}`;
  return progress_extends ? `${within}, and for as long as a card waits when it asked for progress` : within;
}

async function add(context: CommandContext, command: Command, name: ClientName, pace: ClientPace): Promise<void> {
  const { host, json, dataDir, paint, answer } = asked(context, command);
  const added = await host.call('clients.add', { name, pace });
  if (json) {
    answer({ name: added.name, token: added.token }, []);
    return;
  }
  const { endpoint } = await host.call('host.status', {});
  const snippets = clientSnippets({ endpoint, token: added.token, bridge: bridgeCommand(context.product, dataDir) });
  answer(added, [
    `${added.name} has a token. It is shown this once:`,
    '',
    `  ${paint('bold', added.token)}`,
    '',
    'Put one of these where the agent program looks for MCP servers:',
    ...snippets.flatMap(({ app, where, text }) => [
      '',
      `${paint('cyan', app)}  ${where}`,
      ...text.split('\n').map((line) => `  ${line}`),
    ]),
  ]);
}

/** Absolute paths, because agent programs start things with a PATH of their own. */
const bridgeCommand = ({ nodePath, launcherPath }: Product, dataDir: string): readonly string[] => [
  nodePath,
  launcherPath,
  'bridge',
  '--data-dir',
  dataDir,
];

async function list(context: CommandContext, command: Command): Promise<void> {
  const { host, answer } = asked(context, command);
  const clients = await host.call('clients.list', {});
  const rows = clients.map((client) => row(client, context.terminal.nowMs()));
  answer(clients, rows.length > 0 ? rows : ['No client yet. Make one: countersign clients add NAME']);
}

function row(client: ClientInfo, nowMs: number): string {
  const state = client.revoked
    ? 'revoked'
    : client.connections > 0
      ? counted(client.connections, 'connection', 'connections')
      : client.last_seen_at === null
        ? 'never seen'
        : `seen ${relativeTime(Date.parse(client.last_seen_at), nowMs)}`;
  const claims = client.claims === null ? '' : `  claims to be ${oneLine(client.claims)}`;
  const { answer_within_ms, progress_extends } = client.pace;
  const pace = answer_within_ms === null && !progress_extends ? '' : `  ${paceWords(client.pace)}`;
  return `${client.name}  ${state}  since ${exactTime(client.created_at)}${claims}${pace}`;
}

async function revoke(context: CommandContext, command: Command, name: ClientName): Promise<void> {
  const { host, answer } = asked(context, command);
  answer(await host.call('clients.revoke', { name }), [`${name} is revoked: its token no longer works.`]);
}
