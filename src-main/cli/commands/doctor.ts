/** `countersign doctor`: what works, what does not, and the exact thing to do. */
import type { Command } from 'commander';
import { type DoctorCheck, type HostClient, HostError } from '#shared/contract/index.ts';
import { oneLine } from '../card-lines.ts';
import { asked, type CommandContext } from '../command-context.ts';
import type { Paint } from '../terminal.ts';
import { typedWords } from '../typed-words.ts';
import { EXIT, ExitWith } from '../usage.ts';

export function addDoctor(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .description('what works, what does not, and what to do; exit code 1 if there is a problem')
    .action((_options: unknown, command: Command) => doctor(context, command));
}

async function doctor(context: CommandContext, command: Command): Promise<void> {
  const { host, dataDir, paint, answer } = asked(context, command);
  const { terminal, product } = context;
  const { folderChecks, installationChecks } = await import('../local-checks.ts');
  const fromHost = await hostChecks(host);
  const checks: readonly DoctorCheck[] = [
    ...('checks' in fromHost
      ? [{ name: 'Host', state: 'ok' as const, found: `It runs for ${dataDir}.`, fix: null }, ...fromHost.checks]
      : [fromHost.absent, ...(await folderChecks(terminal, dataDir))]),
    ...installationChecks(terminal, product, product.nodeVersion),
  ];
  answer(
    checks,
    checks.flatMap((check) => lines(check, paint)),
  );
  if (checks.some(({ state }) => state === 'problem')) throw new ExitWith(EXIT.failed);
}

async function hostChecks(
  host: HostClient,
): Promise<{ readonly checks: readonly DoctorCheck[] } | { readonly absent: DoctorCheck }> {
  try {
    return { checks: await host.call('host.doctor', {}) };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const isAway = error.code === 'UNREACHABLE';
    return {
      absent: {
        name: 'Host',
        state: isAway ? 'warning' : 'problem',
        found: error.message,
        fix: isAway ? 'npm start' : null,
      },
    };
  }
}

function lines({ name, state, found, fix }: DoctorCheck, paint: Paint): readonly string[] {
  const sign = { ok: paint('green', 'ok     '), warning: paint('yellow', 'warning'), problem: paint('red', 'problem') }[
    state
  ];
  return [
    `${sign}  ${name}: ${oneLine(found)}`,
    ...(fix === null ? [] : [`         ${typedWords(oneLine(fix), paint)}`]),
  ];
}
