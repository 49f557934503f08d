import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitCommandLine } from './split-command-line.ts';

const argvOf = (line: string): readonly string[] => {
  const split = splitCommandLine(line);
  if (!split.ok) throw new Error(split.problem);
  return split.argv;
};

describe('splitting a command line', () => {
  it('parts words at white space and nowhere else', () => {
    expect(argvOf('  git push\t--force  origin main ')).toEqual(['git', 'push', '--force', 'origin', 'main']);
    expect(argvOf('   ')).toEqual([]);
  });

  it('keeps what stands in quotes together, also when it is empty', () => {
    expect(argvOf(`git commit -m 'Fix login' "" a"b c"d`)).toEqual(['git', 'commit', '-m', 'Fix login', '', 'ab cd']);
  });

  it('takes a backslash before a quote, a backslash or a blank, and otherwise literally inside quotes', () => {
    expect(argvOf(String.raw`a\ b "c\"d" "e\nf" 'g\' \\`)).toEqual(['a b', 'c"d', String.raw`e\nf`, 'g\\', '\\']);
  });

  it('says when a quote is not closed', () => {
    expect(splitCommandLine(`git commit -m "Fix`)).toEqual({
      ok: false,
      problem: 'A " is not closed: expected another one.',
    });
  });

  it('knows no shell: operators, variables and globs are ordinary characters, and are named', () => {
    expect(splitCommandLine('ls *.ts | rm $HOME && true')).toEqual({
      ok: true,
      argv: ['ls', '*.ts', '|', 'rm', '$HOME', '&&', 'true'],
      shellLike: ['*', '|', '$', '&'],
    });
    expect(splitCommandLine(`echo '$HOME'`)).toMatchObject({ shellLike: [] });
  });

  it('gives back any argument vector that was quoted with single quotes', () => {
    const quoted = (argument: string): string => `'${argument.replaceAll("'", `'\\''`)}'`;
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (argv) => {
        expect(argvOf(argv.map(quoted).join(' '))).toEqual(argv);
      }),
    );
  });
});
