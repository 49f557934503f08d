/** `countersign policy` and its first command, `check`: whether a policy file is right, and if not, where. Works without the host. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { PolicyProblem } from '#shared/contract/index.ts';
import { counted, visibleText } from '#shared/text/index.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { EXIT, ExitWith } from '../usage.ts';
import { addPolicyImport } from './policy-import.ts';
import { addPolicyOutside } from './policy-outside.ts';
import { addPolicyVersions } from './policy-versions.ts';

export function addPolicy(program: Command, context: CommandContext): void {
  const policy = program.command('policy').description('the policy file');
  policy
    .command('check')
    .argument('<file>', 'a policy file')
    .description('say what is wrong with it, as FILE:LINE:COLUMN: MESSAGE; exit code 1 if anything is')
    .action((file: string, _options: unknown, command: Command) => check(context, command, file));
  addPolicyVersions(policy, context);
  addPolicyOutside(policy, context);
  addPolicyImport(policy, context);
}

async function check(context: CommandContext, command: Command, file: string): Promise<void> {
  const { dataDir, json, answer } = asked(context, command);
  const { terminal } = context;
  const path = resolve(terminal.cwd, file);
  // Loaded only here: no other command needs the policy's language.
  const { readAndCheckPolicy } = await import('../read-policy.ts');
  const found = await readAndCheckPolicy({ file: path, dataDir, homeDir: terminal.homeDir });
  const line = (problem: PolicyProblem): string =>
    `${visibleText(file)}:${problem.line}:${problem.column}: ${visibleText(problem.message, 'layout')}`;
  if (!json) for (const warning of found.warnings) terminal.stderr.write(`${line(warning)} (warning)\n`);
  answer(
    { file: path, ...found },
    found.ok
      ? [`${visibleText(file)} is a policy without problems${remarks(found.warnings)}.`]
      : found.problems.map(line),
  );
  if (!found.ok) throw new ExitWith(EXIT.failed);
}

const remarks = (warnings: readonly PolicyProblem[]): string =>
  warnings.length === 0 ? '' : `, with ${counted(warnings.length, 'warning', 'warnings')}`;
