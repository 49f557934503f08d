import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from './create-program.ts';
import { typedTerminal } from './fixtures/typed-terminal.ts';

const docs = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'command-line.md'), 'utf8');
const program = createProgram(typedTerminal().context, () => undefined);

const leaves = (command: Command, path: string): readonly (readonly [string, Command])[] =>
  command.commands.length === 0
    ? [[path, command]]
    : command.commands.flatMap((child) => leaves(child, `${path} ${child.name()}`.trim()));

describe('docs/command-line.md', () => {
  it.each(leaves(program, ''))('has %s with its arguments and options', (path, command) => {
    expect(docs).toMatch(new RegExp(`(## countersign |\`)${path}\\b`));
    for (const option of command.options) expect(docs, option.flags).toContain(`\`${option.flags}\``);
    const written = command.registeredArguments.map((argument) => ` <${argument.name()}>`).join('');
    if (command.registeredArguments.every((argument) => argument.required)) expect(docs).toContain(`${path}${written}`);
  });

  it('has the options of every command', () => {
    for (const option of program.options) expect(docs).toContain(option.long);
  });
});
