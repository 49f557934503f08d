/** `countersign ui`: a fresh one-time login link to the headless UI, opened where there is a screen. */
import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { asked, type CommandContext } from '../command-context.ts';
import type { Terminal } from '../terminal.ts';

export function addUi(program: Command, context: CommandContext): void {
  program
    .command('ui')
    .description('print a fresh login link to the headless UI, and open it where there is a screen')
    .action((_options: unknown, command: Command) => ui(context, command));
}

async function ui(context: CommandContext, command: Command): Promise<void> {
  const { host, json, answer } = asked(context, command);
  const { url } = await host.call('host.loginLink', {});
  answer({ url }, [url]);
  const opener = json ? undefined : openerFor(context.terminal);
  if (opener !== undefined) open(opener, url, context.terminal);
}

type Opener = readonly [program: string, ...args: string[]];

/** The desktop's own way to open a link; `undefined` where nobody would see the window. */
export function openerFor({
  stdout,
  env,
  platform,
}: Pick<Terminal, 'stdout' | 'env' | 'platform'>): Opener | undefined {
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  if (stdout.isTTY !== true || isSet('SSH_CONNECTION')) return undefined;
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return isSet('DISPLAY') || isSet('WAYLAND_DISPLAY') ? ['xdg-open'] : undefined;
}

/** The link is printed already, so a browser that does not open is only worth a remark. */
function open([program, ...args]: Opener, url: string, { stderr }: Terminal): void {
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () =>
    stderr.write('No browser could be opened; open the link by hand. It works once, for ten minutes.\n'),
  );
  child.unref();
}
