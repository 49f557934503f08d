/** `countersign bridge`: an MCP server on stdio for clients that start a program. It forwards; it decides nothing. */
import type { Command } from 'commander';
import { layOut } from '#host/storage/index.ts';
import { connectBridge } from '../bridge/connect-bridge.ts';
import { relay } from '../bridge/relay.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { WrongUsage } from '../usage.ts';

const PATIENCE_MS = 10_000;
const LAST_ANSWERS_MS = 10_000;

export function addBridge(program: Command, context: CommandContext): void {
  program
    .command('bridge')
    .description('MCP server on stdio, forwarding to the running host; token in COUNTERSIGN_TOKEN')
    .action((_options: unknown, command: Command) => bridge(context, command));
}

async function bridge(context: CommandContext, command: Command): Promise<void> {
  const { dataDir } = asked(context, command);
  const { stdin, stdout, stderr, env, nowMs } = context.terminal;
  const token = (env.COUNTERSIGN_TOKEN ?? '').trim();
  if (!/^[\x21-\x7e]{1,200}$/.test(token)) {
    throw new WrongUsage(
      `COUNTERSIGN_TOKEN: expected a client's token, got ${token === '' ? 'nothing' : 'something else'}. Make one with \`countersign clients add NAME\`.`,
    );
  }
  // Nothing is read from stdin until the host has welcomed us: it queues where it is.
  const socket = await connectBridge({
    socketPath: layOut(dataDir).bridgeSocket,
    dataDir,
    token,
    patienceMs: PATIENCE_MS,
    nowMs,
    waiting: () => stderr.write(`Countersign is not running for ${dataDir}; waiting ${PATIENCE_MS / 1000} s for it.\n`),
  });
  await relay({ stdin, stdout, socket, lastAnswersMs: LAST_ANSWERS_MS });
}
