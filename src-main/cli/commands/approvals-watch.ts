/** `countersign approvals watch`: a usable approver over SSH, and with --json a stream of cards for scripts. */
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { HostError, type WireEvent } from '#shared/contract/index.ts';
import type { Approval } from '#shared/model/index.ts';
import { approvalJson } from '../approval-json.ts';
import { extrasOf } from '../card-extras.ts';
import { cardLines, cardRow } from '../card-lines.ts';
import { type Asked, asked, type CommandContext } from '../command-context.ts';
import { planLines } from '../plan-lines.ts';
import { printJson, printLines, type Terminal } from '../terminal.ts';
import { houseNews } from '../watch/house-news.ts';
import { WatchDesk } from '../watch/watch-desk.ts';

const WELCOME = 'Type approve, deny, deny REASON, hold, these, next, show, list, quit, or ? for all words.';

export function addWatch(approvals: Command, context: CommandContext): void {
  approvals
    .command('watch')
    .description('show what waits as it comes, and answer by typing; with --json one card a line')
    .action((_options: unknown, command: Command) => watch(context.terminal, asked(context, command)));
}

async function watch(terminal: Terminal, on: Asked): Promise<void> {
  // Before anything else, so that a host that is not there is an error and not a silence.
  await on.host.call('host.status', {});
  await (on.json ? printEvents(terminal, on) : sitAtDesk(terminal, on));
}

/** Ends only with the process. */
async function printEvents({ stdout, stderr }: Terminal, { host }: Asked): Promise<void> {
  const print = (card: Approval): void => printJson(stdout, { event: 'approval', ...approvalJson(card) });
  await listening(
    (event) => {
      if (event.name === 'approvals.changed') print(event.payload);
    },
    async () => {
      for (const card of (await host.call('approvals.list', { state: 'pending', limit: 1000 })).toReversed())
        print(card);
    },
    { host, stderr },
  ).broken;
}

async function sitAtDesk(terminal: Terminal, { host, paint }: Asked): Promise<void> {
  const { stdin, stdout, stderr, nowMs } = terminal;
  const desk = new WatchDesk({
    host,
    nowMs,
    say: (line) => printLines(stdout, [line]),
    row: (card) => cardRow(card, paint, nowMs()),
    details: (card) => planLines(card.plan).map((line) => `    ${line}`),
    async show(card) {
      printLines(stdout, [
        '',
        ...cardLines({ card, ...(await extrasOf(host, card)), paint, nowMs: nowMs() }),
        '',
        WELCOME,
      ]);
    },
  });
  const inOrder = queue();
  const news = houseNews();
  const { broken, stop } = listening(
    (event) => {
      if (event.name === 'approvals.changed') inOrder(() => desk.take(event.payload)).catch(fail);
      if (event.name === 'host.changed') for (const line of news(event.payload, paint)) printLines(stdout, [line]);
    },
    () => inOrder(async () => desk.load(await host.call('approvals.list', { state: 'pending', limit: 1000 }))),
    { host, stderr },
  );
  const { promise: done, resolve, reject: fail } = Promise.withResolvers<void>();
  // Not a terminal interface: lines are edited by the terminal itself, and Ctrl-C stays a signal.
  const lines = createInterface({ input: stdin, terminal: false });
  lines.on('line', (text) => {
    const typedAtMs = nowMs();
    inOrder(async () => {
      if (!(await desk.line(text, typedAtMs))) resolve();
    }).catch(fail);
  });
  lines.on('close', () => void inOrder(async () => resolve()));
  try {
    await Promise.race([done, broken]);
  } finally {
    stop();
    lines.close();
    stdin.destroy();
  }
}

/** Runs one thing after the other, in the order in which they were asked for. */
function queue(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** @returns a promise that never resolves and rejects when a snapshot fails for another reason than a host that is away */
function listening(
  onEvent: (event: WireEvent) => void,
  snapshot: () => Promise<void>,
  { host, stderr }: Pick<Asked, 'host'> & Pick<Terminal, 'stderr'>,
): { readonly broken: Promise<never>; stop(): void } {
  const { promise: broken, reject } = Promise.withResolvers<never>();
  const onGap = (): void => {
    snapshot().catch((error: unknown) => {
      // The stream breaks as well then, and when it is back the snapshot is asked for again.
      if (!(error instanceof HostError && error.code === 'UNREACHABLE')) reject(error);
    });
  };
  const stop = host.listen(onEvent, onGap, () =>
    stderr.write('Countersign does not answer; waiting for it to come back. Ctrl-C ends.\n'),
  );
  return { broken, stop };
}
