/** The law of imports: what the result allows, the source would have allowed. 20,000 vectors for each source, near misses common. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadPolicy } from '../fixtures/load-policy.ts';
import { imported, wordFor } from './fixtures/imported.ts';
import { claudeAllows, codexAllows, codexText } from './fixtures/reference-sources.ts';

/** `COUNTERSIGN_FUZZ=5` looks five times as long. */
const SCALE = Number(process.env.COUNTERSIGN_FUZZ ?? '1');
const VECTORS = 100;
const RUNS = Math.round(200 * Math.max(1, SCALE));
const TIMEOUT_MS = 120_000 * Math.max(1, SCALE);

const word = fc.constantFrom(
  ...['git', 'rm', 'push', 'pushx', 'status', 'log', 'origin', '--force', '-f', '-rf', '--', 'a', 'x=1', 'a:b', './a'],
);
const program = fc.constantFrom('git', 'rm', 'rmdir', 'npm', 'ls');
const words = fc.tuple(program, fc.array(word, { maxLength: 3 })).map(([name, rest]) => [name, ...rest]);
const vectors = fc.array(
  fc.tuple(program, fc.array(word, { maxLength: 5 })).map(([name, rest]) => [name, ...rest]),
  { minLength: VECTORS, maxLength: VECTORS },
);

const entry = fc.oneof(
  { arbitrary: words.map((line) => `${line.join(' ')}:*`), weight: 5 },
  { arbitrary: words.map((line) => line.join(' ')), weight: 4 },
  { arbitrary: words.map((line) => `${line.join(' ')} *`), weight: 1 },
  { arbitrary: words.map((line) => `${line.join(' ')}*`), weight: 1 },
  { arbitrary: fc.tuple(words, word).map(([line, last]) => `${line.join(' ')} *${last}`), weight: 1 },
  { arbitrary: words.map((line) => `${line.join(' ')} | sh`), weight: 1 },
);
const rare = fc.oneof(
  { arbitrary: entry, weight: 12 },
  { arbitrary: fc.constantFrom('*--force*', '* push', 'r:*'), weight: 1 },
);
const lists = fc.record({
  allow: fc.array(entry, { minLength: 1, maxLength: 5 }),
  ask: fc.array(rare, { maxLength: 2 }),
  deny: fc.array(rare, { maxLength: 2 }),
});

/** At the very end, after all words, `--` says that no flags follow, and nothing follows. */
const withoutLastDashes = (argv: readonly string[]): readonly string[] =>
  argv.at(-1) === '--' ? argv.slice(0, -1) : argv;

it(
  'an import of Claude Code’s permissions allows nothing that they would not',
  async () => {
    const seen = { allow: 0, vectors: 0 };
    await fc.assert(
      fc.asyncProperty(lists, vectors, async (source, argvs) => {
        const bash = (entries: readonly string[]): readonly string[] => entries.map((inside) => `Bash(${inside})`);
        const permissions = { allow: bash(source.allow), ask: bash(source.ask), deny: bash(source.deny) };
        const { text, problems } = await imported('claude-code', JSON.stringify({ permissions }));
        expect(problems).toEqual([]);
        const policy = loadPolicy(text);
        for (const argv of argvs) {
          seen.vectors += 1;
          if (wordFor(policy, argv) !== 'allow') continue;
          seen.allow += 1;
          const allows = claudeAllows(source, argv) || claudeAllows(source, withoutLastDashes(argv));
          expect([argv, allows]).toEqual([argv, true]);
        }
      }),
      { numRuns: RUNS },
    );
    expect(seen.vectors).toBeGreaterThanOrEqual(20_000);
    expect(seen.allow).toBeGreaterThan(200);
  },
  TIMEOUT_MS,
);

const pattern = fc
  .tuple(
    fc.oneof(
      program.map((name) => [name]),
      fc.uniqueArray(program, { minLength: 2, maxLength: 2 }),
    ),
    fc.array(fc.uniqueArray(word, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
  )
  .map(([first, rest]) => [first, ...rest]);
const rules = fc.array(
  fc.record({ pattern, decision: fc.constantFrom('allow', 'allow', 'allow', 'prompt', 'forbidden') }),
  { minLength: 1, maxLength: 6 },
);

it(
  'an import of Codex’s rules allows nothing that they would not',
  async () => {
    const seen = { allow: 0, vectors: 0 };
    await fc.assert(
      fc.asyncProperty(rules, vectors, async (source, argvs) => {
        const { text, problems } = await imported('codex', codexText(source));
        expect(problems).toEqual([]);
        const policy = loadPolicy(text);
        for (const argv of argvs) {
          seen.vectors += 1;
          if (wordFor(policy, argv) !== 'allow') continue;
          seen.allow += 1;
          expect([argv, codexAllows(source, argv)]).toEqual([argv, true]);
        }
      }),
      { numRuns: RUNS },
    );
    expect(seen.vectors).toBeGreaterThanOrEqual(20_000);
    expect(seen.allow).toBeGreaterThan(200);
  },
  TIMEOUT_MS,
);
