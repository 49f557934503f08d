/** `countersign images`: the runner images that solvers run in; building them shows how far it is. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { RunnerImage } from '#shared/model/index.ts';
import { bytes, exactTime, relativeTime } from '#shared/text/index.ts';
import { oneLine } from '../card-lines.ts';
import { asked, type CommandContext } from '../command-context.ts';
import type { Paint } from '../terminal.ts';
import { EXIT, ExitWith } from '../usage.ts';

export function addImages(program: Command, context: CommandContext): void {
  const images = program.command('images').description('the images that solvers run in');
  images
    .command('list')
    .description('which are there, from when, and how large')
    .action((_options: unknown, command: Command) => list(context, command));
  images
    .command('packages')
    .argument('<name>', 'python, pwn, forensics, sage or base')
    .description('what is installed in one, with versions, as the image says')
    .action((name: string, _options: unknown, command: Command) => packages(context, command, name));
  images
    .command('stop')
    .argument('<name>', 'one that waits or is being built')
    .description('stop building it; what was there before stays')
    .action((name: string, _options: unknown, command: Command) => stop(context, command, name));
  images
    .command('build')
    .argument(
      '[names...]',
      'python, pwn, forensics, sage or base; default: all runners but sage that are missing or outdated',
    )
    .description('build on this machine, and wait until it is done; exit code 1 if one fails')
    .action((names: readonly string[], _options: unknown, command: Command) => build(context, command, names));
}

async function list(context: CommandContext, command: Command): Promise<void> {
  const { host, paint, answer } = asked(context, command);
  const rows = await host.call('images.list', {});
  const lines = rows.flatMap((row) => [
    ...lineOf(row, paint),
    ...[row.outdated_because, row.problem, row.fix].flatMap((words) =>
      words === null ? [] : [`    ${oneLine(words)}`],
    ),
  ]);
  answer(rows, lines);
}

async function packages(context: CommandContext, command: Command, name: string): Promise<void> {
  const { host, answer } = asked(context, command);
  const found = await host.call('images.packages', { name });
  const lines = found.packages?.map((each) => `${each.name} ${each.version}`);
  answer(found, lines ?? ['The image does not say what is installed in it.']);
}

async function stop(context: CommandContext, command: Command, name: string): Promise<void> {
  const { host, answer } = asked(context, command);
  await host.call('images.stop', { name });
  const row = (await host.call('images.list', {})).find((each) => each.name === name);
  answer(row ?? null, [`${name}: ${row?.state ?? 'there is no such image'}`]);
}

function lineOf(
  { name, state, tag, id, created_at, bytes: size, purpose }: RunnerImage,
  paint: Paint,
): readonly string[] {
  const here =
    id === null || created_at === null || size === null
      ? []
      : [
          id.slice(0, 19),
          bytes(size),
          `${relativeTime(Date.parse(created_at), Date.now())} (${exactTime(created_at)})`,
        ];
  const colour = state === 'ready' ? 'green' : state === 'failed' || state === 'stopped' ? 'red' : 'yellow';
  return [`${paint('bold', name)}  ${paint(colour, state)}  ${[tag, ...here].join('  ')}`, `    ${oneLine(purpose)}`];
}

const LOOK_MS = 500;
/** Several gigabytes are built when somebody asks for them by name. */
const ONLY_BY_NAME = 'sage';

async function build(context: CommandContext, command: Command, names: readonly string[]): Promise<void> {
  const { host, json, paint, answer } = asked(context, command);
  const wanted = names.length > 0 ? names : await outOfDate(host);
  const started = wanted.length === 0 ? [] : await host.call('images.build', { names: wanted });
  const seen = new Map<string, string>();
  let rows: readonly RunnerImage[] = started;
  const isUnderWay = ({ state }: RunnerImage): boolean => state === 'waiting' || state === 'building';
  while (rows.some(isUnderWay)) {
    await pause(LOOK_MS);
    rows = (await host.call('images.list', {})).filter(({ name }) => wanted.includes(name));
    if (!json) for (const row of rows) sayProgress(context, row, seen);
  }
  answer(
    rows,
    rows.length === 0 ? ['Nothing to build: every image is up to date.'] : rows.flatMap((row) => lineOf(row, paint)),
  );
  const failed = rows.filter(({ state }) => state === 'failed' || state === 'stopped');
  for (const { name, problem, fix } of failed)
    context.terminal.stderr.write(`${name}: ${oneLine([problem ?? 'it failed', fix ?? ''].join(' '))}\n`);
  if (failed.length > 0) throw new ExitWith(EXIT.failed);
}

async function outOfDate(host: ReturnType<typeof asked>['host']): Promise<readonly string[]> {
  const rows = await host.call('images.list', {});
  return rows
    .filter(({ name, kind, state }) => kind === 'runner' && name !== ONLY_BY_NAME && state !== 'ready')
    .map(({ name }) => name);
}

function sayProgress(
  { terminal }: CommandContext,
  { name, state, progress }: RunnerImage,
  seen: Map<string, string>,
): void {
  const where = progress === null || progress.steps === 0 ? '' : ` ${progress.step}/${progress.steps}`;
  const words = `${name}: ${state}${where}${progress === null ? '' : `  ${oneLine(progress.words).slice(0, 100)}`}`;
  if (seen.get(name) === words) return;
  seen.set(name, words);
  terminal.stderr.write(`${words}\n`);
}
