/**
 * Whether an argument vector could be what a rule means, for rules that restrict (ask, deny). Every reading counts: a flag may take the
 * next token for its value or not, `--` may end the flags or not. Whoever would slip past a restriction by adding a flag does not.
 */
import type { OperandPattern, Rule } from './rule.ts';

/** @param argv the command's name first; it is not looked at */
export function matchesLoosely(rule: Pick<Rule, 'operands' | 'rest'>, argv: readonly string[]): boolean {
  const { operands, rest } = rule;
  const last = operands.length;
  // reached[i]: how many operands may have been read when the token at i is next.
  const reached: boolean[][] = argv.map(() => new Array<boolean>(last + 1).fill(false));
  reached.push(new Array<boolean>(last + 1).fill(false));
  const mark = (index: number, count: number): void => {
    const row = reached[Math.min(index, argv.length)];
    if (row !== undefined) row[count] = true;
  };
  mark(1, 0);
  for (let index = 1; index < argv.length; index += 1) {
    const token = argv[index] ?? '';
    const isFlag = token.startsWith('-') && token !== '-';
    for (let count = 0; count <= last; count += 1) {
      if (reached[index]?.[count] !== true) continue;
      if (isFlag) {
        mark(index + 1, count);
        if (token !== '--' && !token.includes('=')) mark(index + 2, count);
      }
      const wanted = operands[count];
      if (wanted === undefined) {
        if (rest !== 'none') mark(index + 1, count);
      } else if (couldBe(wanted, token)) mark(index + 1, count + 1);
    }
  }
  return reached[argv.length]?.[last] === true;
}

function couldBe(wanted: OperandPattern, token: string): boolean {
  if (wanted.kind === 'words') return wanted.words.has(token);
  const { hole } = wanted.accepts;
  switch (hole.type) {
    case 'int': {
      // `+5`, `05` and `5.0` may be 5 to the program.
      const number = token === '' ? Number.NaN : Number(token);
      return Number.isNaN(number) ? false : number >= hole.min && number <= hole.max;
    }
    case 'enum':
      return hole.words.includes(token);
    case 'pattern':
      return wanted.accepts.judge(token, () => null) === null;
    // A program may read more as a port (`http`), a host or a URL than the hole does.
    case 'port':
    case 'host':
    case 'url':
    case 'text':
    case 'path':
      return true;
  }
}
