/** Merging puts lines in and touches none; what cannot be merged so is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StarterPack } from '#shared/contract/index.ts';
import { problemsOf } from '../fixtures/load-policy.ts';
import { starterPolicy } from '../keep/starter.ts';
import { mergePack, starterPacks } from './index.ts';

const packs = await starterPacks({ findProgram: async (name) => `/usr/bin/${name}` });
const pack = (id: string): StarterPack => {
  const found = packs.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no pack ${id}`);
  return found;
};

const own = `# my policy
version: 1

paths:
    # mine
    read: [ ~/code/** ]   # one
    blocked:
    -   "**/.env"  # odd   spacing
    # after the list

commands:
    ls:   # listing
        executable: "/bin/ls"
        rules:
            - { verdict: allow, args: [] } # none
    # after ls

# about limits
limits: { concurrent: 3 }
# the end`;

/** Whether every line of the first stands in the second, in order and unchanged. */
function keepsLines(before: string, after: string): boolean {
  const lines = after.split('\n');
  let at = 0;
  return before.split('\n').every((line) => {
    const found = lines.indexOf(line, at);
    at = found + 1;
    return found >= 0;
  });
}

describe('merging', () => {
  it.each(packs.map((each) => [each.id, each] as const))('%s keeps every line that was there', (_id, each) => {
    const { text, problems, notes } = mergePack(own, each);
    expect(problems).toEqual([]);
    expect(problemsOf(text)).toEqual([]);
    expect(keepsLines(own, text)).toBe(true);
    expect(notes.length).toBeGreaterThan(0);
  });

  it('puts a command where the commands are, with its comments, and says so', () => {
    const { text, notes } = mergePack(own, pack('git-read-only'));
    expect(text).toMatch(/args: \[\] \} # none\n {4}git:\n/u);
    expect(text).toMatch(/# git diff compares any two files/u);
    expect(notes).toContainEqual({
      ...{ kind: 'translated', from: 'commands.git', to: 'commands.git', because: 'it was not listed' },
    });
  });

  it('leaves a command that is there as it is', () => {
    const { text, notes } = mergePack(own, pack('files-in-folders'));
    expect(text.match(/^ +ls:/gmu)).toHaveLength(1);
    expect(notes.find(({ from }) => from === 'commands.ls')?.kind).toBe('left-out');
  });

  it('adds what the pack blocks and nothing that may be read', () => {
    const { text } = mergePack(own, pack('files-in-folders'));
    expect(text).toMatch(/- {3}"\*\*\/\.env" {2}# odd {3}spacing\n {4}- "\*\*\/\.ssh\/\*\*"/u);
    expect(text.match(/~\//gu)).toHaveLength(1);
  });

  it('changes nothing the second time', () => {
    for (const each of packs) {
      const once = mergePack(own, each).text;
      const twice = mergePack(once, each);
      expect(twice.text).toBe(once);
      expect(twice.notes.every(({ kind }) => kind === 'left-out')).toBe(true);
    }
  });

  it('takes all packs, one after another, in any order, into the starter policy too', async () => {
    const starter = await starterPolicy();
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...packs]),
        fc.constantFrom(own, starter, 'version: 1\n', 'version: 1'),
        (some, start) => {
          const end = some.reduce((text, each) => {
            const { text: next, problems } = mergePack(text, each);
            expect(problems).toEqual([]);
            expect(keepsLines(text, next)).toBe(true);
            return next;
          }, start);
          expect(problemsOf(end)).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('drops the pack’s examples where this policy lets more be read than they assume', () => {
    const open = 'version: 1\npaths:\n  read: [/**]\n';
    const { text, problems, notes } = mergePack(open, pack('files-in-folders'));
    expect(problems).toEqual([]);
    expect(problemsOf(text)).toEqual([]);
    expect(notes.at(-1)?.from).toBe('the pack’s examples');
  });
});

describe('what cannot be merged', () => {
  it.each([
    ['a broken policy', 'version: 1\ncommands: [', /./u],
    ['a policy on one line', '{ version: 1 }', /one key a line/u],
    ['an empty text', '', /one key a line/u],
    [
      'commands on one line',
      'version: 1\ncommands: { ls: { executable: /bin/ls, rules: [] } }\n',
      /written on one line/u,
    ],
    ['a policy with problems of its own', 'version: 1\nnope: 1\n', /no “nope” here/u],
    ['blocked paths that are no list', 'version: 1\npaths:\n  blocked: x\n', /Expected a list/u],
  ])('is refused with a reason: %s', (_what, text, reason) => {
    const { text: made, problems } = mergePack(text, pack('git-read-only'));
    expect(made).toBe('');
    expect(problems[0]?.message).toMatch(reason);
  });
});
