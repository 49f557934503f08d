/** `countersign grants` and `countersign trust`: permissions that outlive one run. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type StandingGrant, StandingGrantId } from '#shared/model/index.ts';
import { counted, relativeTime } from '#shared/text/index.ts';
import { oneLine } from '../card-lines.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { parseClientName, parseCount } from '../parse-flags.ts';
import type { Paint } from '../terminal.ts';
import { Failed, WrongUsage } from '../usage.ts';

const KIND = 'gra_';
const SHOWN_ID_LENGTH = 12;
const LONGEST_TRUST_MINUTES = 60;
const LOOKED_THROUGH = 1000;

export function addGrants(program: Command, context: CommandContext): void {
  const grants = program.command('grants').description('what passes without asking, because somebody said so');
  grants
    .command('list')
    .description('those that count first, with when they were last used')
    .action((_options: unknown, command: Command) => list(context, command));
  grants
    .command('revoke')
    .argument('<id>', 'the grant’s id, or a prefix that fits one')
    .description('from now on it is asked again')
    .action((id: string, _options: unknown, command: Command) => revoke(context, command, id));
  program
    .command('trust')
    .argument('<client>', 'the client')
    .argument('<workspace>', 'the folder')
    .option('--minutes <n>', `how long, ${LONGEST_TRUST_MINUTES} at most`, '30')
    .description('let one client do in one folder what is asked about, sandboxed, for a while')
    .action((client: string, workspace: string, options: { minutes: string }, command: Command) =>
      trust(context, command, { client, workspace, minutes: options.minutes }),
    );
}

async function list(context: CommandContext, command: Command): Promise<void> {
  const { host, paint, answer } = asked(context, command);
  const grants = await host.call('grants.list', {});
  const nowMs = context.terminal.nowMs();
  answer(grants, grants.length === 0 ? ['No grants.'] : grants.map((grant) => row(grant, paint, nowMs)));
}

function row(grant: StandingGrant, paint: Paint, nowMs: number): string {
  const used =
    grant.last_used_at === null
      ? 'never used'
      : `used ${counted(grant.uses, 'time', 'times')}, last ${relativeTime(Date.parse(grant.last_used_at), nowMs)}`;
  return `${grant.id.slice(0, SHOWN_ID_LENGTH)}  ${stateWords(grant, paint, nowMs)}  ${paint('cyan', grant.client)}: ${oneLine(grant.summary)}  ${used}`;
}

function stateWords({ ended, expires_at, lifetime }: StandingGrant, paint: Paint, nowMs: number): string {
  if (ended !== null) return paint('dim', ended === 'host-quit' ? 'ended with Countersign' : ended.replace('-', ' '));
  if (expires_at !== null) return paint('yellow', `ends ${relativeTime(Date.parse(expires_at), nowMs)}`);
  return paint('yellow', lifetime === 'session' ? 'until its session ends' : 'until Countersign quits');
}

async function revoke(context: CommandContext, command: Command, wanted: string): Promise<void> {
  const { host, answer } = asked(context, command);
  const prefix = wanted.startsWith(KIND) ? wanted : KIND + wanted;
  if (!/^gra_[0-9a-hjkmnp-tv-z]{4,26}$/u.test(prefix)) {
    throw new WrongUsage(`Expected a grant’s id or at least its first 4 digits, got ${JSON.stringify(wanted)}.`);
  }
  const whole = StandingGrantId.safeParse(prefix);
  const fitting = whole.success
    ? [whole.data]
    : (await host.call('grants.list', { limit: LOOKED_THROUGH }))
        .map(({ id }) => id)
        .filter((id) => id.startsWith(prefix));
  const [only] = fitting;
  if (only === undefined || fitting.length > 1)
    throw new Failed(`${fitting.length} grants begin with ${prefix}. See \`countersign grants list\`.`);
  const revoked = await host.call('grants.revoke', { id: only });
  answer(revoked, [`Revoked: ${oneLine(revoked.summary)}`]);
}

async function trust(
  context: CommandContext,
  command: Command,
  wish: { readonly client: string; readonly workspace: string; readonly minutes: string },
): Promise<void> {
  const { host, paint, answer } = asked(context, command);
  const client = parseClientName('CLIENT', wish.client);
  const minutes = parseCount('--minutes', wish.minutes, LONGEST_TRUST_MINUTES);
  const workspace = resolve(context.terminal.cwd, wish.workspace);
  const grant = await host.call('grants.trust', { client, workspace, minutes });
  answer(grant, [
    paint(
      'red',
      `${grant.client} is trusted in ${oneLine(grant.workspace ?? '')} for ${counted(minutes, 'minute', 'minutes')}.`,
    ),
    'What the policy asks about passes there while it is sandboxed. End it with `countersign lock`.',
  ]);
}
