import { describe, expect, it } from 'vitest';
import type { FileWritePlan } from '#shared/model/index.ts';
import { Plan } from '#shared/model/index.ts';
import { NOW_MS } from '../fixtures/load-policy.ts';
import { compilePolicy, decide } from '../index.ts';
import { anna, HOME, options, THIS } from './fixtures/propose.ts';
import { proposeAlways } from './propose-always.ts';

const text = `# What agents may do here.
version: 1
paths: { read: [~/code/**], write: [~/code/app/**], blocked: ["**/.env"] }
files:
  rules:
    # Done is done.
    - { verdict: deny, do: [write], in: ["~/code/app/fixed/**"] }
    - { verdict: ask, do: [write], in: ["~/code/app/live/**"], because: it is live }
`;

function write(path: string, change: Partial<FileWritePlan> = {}): Plan {
  return Plan.parse({
    ...{ kind: 'file.write', session: null, workspace: `${HOME}/code/app`, how: 'create', named: path, path },
    ...{ folder: { path: path.replace(/\/[^/]*$/u, ''), device: '1', inode: '1' }, parents: [], before: null },
    ...{ after: { sha256: 'a'.repeat(64), bytes: 1, mode: 0o600 }, lines: null },
    ...change,
  });
}

async function propose(plan: Plan, past: readonly Plan[] = [], policy = text) {
  const result = compilePolicy(policy, options);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return proposeAlways(
    { plan, client: anna, request: THIS },
    {
      inForce: { ...result, text: policy, by: 'anna', why: null },
      past: {
        async *pastDecisions() {
          for (const [at, other] of past.entries())
            yield {
              ...{ kind: 'decided', seq: at, request: `req_${at}`, at: '2026-05-31T12:00:00Z', client: anna.name },
              ...{ claims: null, tool: 'write_file', verdict: {}, redacted: false, plan: other },
            };
        },
      },
      compile: (draft) => compilePolicy(draft, options),
      ...{ realBase: (path: string) => path, exists: () => false, nowMs: NOW_MS },
    },
  );
}
const A = `${HOME}/code/app/src/a.ts`;

describe('what Always offers for work on files', () => {
  it('goes from this very file to the workspace, and says how much else each would have let through', async () => {
    const past = [`${HOME}/code/app/src/b.ts`, `${HOME}/code/app/c.ts`, A].map((path) => write(path));
    const { always, always_refused } = await propose(write(A), past);
    expect(always_refused).toBeNull();
    expect(always.map(({ choice, sentence, also_matched, of }) => [choice, sentence, also_matched, of])).toEqual([
      ['exact', `Allow creating files in ${A}, for Cursor alone`, 1, 3],
      ['template', `Allow creating files in ${HOME}/code/app/src/**, for Cursor alone`, 2, 3],
      ['workspace', `Allow creating files in ${HOME}/code/app/**, for Cursor alone`, 3, 3],
    ]);
  });

  it('writes the rule at the end and leaves every other line as it was', async () => {
    const { always } = await propose(write(A));
    expect(always[0]?.text).toBe(`${text}    - verdict: allow
      do: [create]
      in: ["${A}"]
      clients: [Cursor]
      because: "approved for always on 2026-06-01"
`);
    const none = text.slice(0, text.indexOf('files:'));
    const [first] = (await propose(write(A), [], none)).always;
    expect(first?.text.startsWith(`${none}files:\n  rules:\n    - verdict: allow\n`)).toBe(true);
  });

  it('lets the very plan through under each text, and another client or another work through under none', async () => {
    for (const offer of (await propose(write(A))).always) {
      const result = compilePolicy(offer.text, options);
      if (!result.ok) throw new Error(JSON.stringify(result.problems));
      const word = (plan: Plan, client = anna) => decide(plan, client, result.policy, NOW_MS).verdict;
      expect(word(write(A))).toBe('allow');
      expect(word(write(A), { name: 'Other', claims: null })).toBe('ask');
      expect(word(write(`${HOME}/code/app/.env`))).toBe('deny');
      const before = { device: '1', inode: '1', sha256: 'b'.repeat(64), bytes: 1, mode: 0o600, links: 1 };
      expect(word(write(A, { how: 'overwrite', before: before as FileWritePlan['before'] }))).toBe('ask');
    }
  });

  it.each([
    ['removes something', () => Plan.parse(removal), /What is removed is looked at each time/],
    ['holds a hidden character', () => write(`${HOME}/code/app/a\u200b.ts`), /do not show as what they are/],
    ['puts something back', () => write(A, { how: 'revert' }), /put back/],
  ])('is nothing for what %s', async (_what, plan, why) => {
    expect(await propose(plan())).toMatchObject({ always: [], always_refused: expect.stringMatching(why) });
  });

  it('is nothing where a rule asks, since no rule passes over one that asks', async () => {
    const before = { device: '1', inode: '1', sha256: 'b'.repeat(64), bytes: 1, mode: 0o600, links: 1 };
    const live = write(`${HOME}/code/app/live/x.ts`, { how: 'overwrite', before: before as FileWritePlan['before'] });
    const { always, always_refused } = await propose(live);
    expect(always).toEqual([]);
    expect(always_refused).toMatch(/A rule would not be enough: it is live/);
  });

  it('spells no path that a rule would read as a pattern', async () => {
    const { always } = await propose(write(`${HOME}/code/app/src/[a].ts`));
    expect(always.map(({ choice }) => choice)).toEqual(['template', 'workspace']);
  });
});

const removal = {
  ...{ kind: 'file.delete', session: null, workspace: null },
  entry: { named: A, path: A, device: '1', inode: '1', type: 'file', bytes: 1, entries: 0, target: null },
  folder: { path: `${HOME}/code/app/src`, device: '1', inode: '1' },
  trash: null,
};
