import { expect, it } from 'vitest';
import { unlistedCommand } from './unlisted-command.ts';

const listed = ['git', 'npm', 'node'];
const told = (argv: readonly string[], commandNames: readonly string[] = listed) => {
  const { message, hint } = unlistedCommand(argv, { commandNames }).refusal;
  return [message, hint];
};

it.each([
  [
    'gti',
    '“gti” is not a command that the policy lists.',
    'Did you mean "git"? Name one of the listed commands as argv[0]: git, npm, node.',
  ],
  [
    'git status',
    '“git status” is not a command that the policy lists.',
    'There is no shell: make each word an entry of argv, beginning with "git".',
  ],
  [
    '/usr/bin/git',
    '“/usr/bin/git” is not a command that the policy lists.',
    'A command is named as the policy lists it, without a path: "git".',
  ],
  [
    'curl',
    '“curl” is not a command that the policy lists.',
    'Name one of the listed commands as argv[0]: git, npm, node.',
  ],
])('of %j it says what came and what was probably meant', (name, message, hint) => {
  expect(told([name, 'status'])).toEqual([message, hint]);
});

it('says that nothing is listed', () => expect(told(['git'], [])[1]).toBe('The policy lists no commands at all.'));

it('names no more than fit, of the policy and of what came', () => {
  const many = Array.from({ length: 1000 }, (_, index) => `command-${index}`);
  const [message = '', hint = ''] = told(['x'.repeat(60_000)], many);
  expect(message?.length).toBeLessThan(200);
  expect(hint).toMatch(/command-39 and 960 more\.$/u);
});
