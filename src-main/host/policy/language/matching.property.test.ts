/**
 * The law of the language: nothing outside a rule's language is ever allowed. Rules and argument vectors are generated from few words, so
 * that near misses are common. `COUNTERSIGN_FUZZ=5` runs 100,000 for each kind.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPolicy, policyWith, word } from '../fixtures/load-policy.ts';
import { referenceLanguage, type WrittenRule } from '../fixtures/reference-language.ts';

const SCALE = Number(process.env.COUNTERSIGN_FUZZ ?? '0.4');
const VECTORS = 40;
const runs = (count: number): fc.Parameters<unknown> => ({ numRuns: Math.round((count * SCALE) / VECTORS) });
const TIMEOUT_MS = 60_000 * Math.max(1, SCALE);

/** Everything a test argument can be: words of the rules, values that fit and that nearly fit, flags listed, unlisted, joined, attached. */
const tokens = [
  ...['status', 'log', 'push', 'show', 'a', 'b', 'v1', 'v12', 'v', '1', '20', '21', '0', '01', '-1', '+1', '1.0', ''],
  ...[
    '-',
    '--',
    '--',
    '-n',
    '-n5',
    '-n=5',
    '-n-5',
    '-n99',
    '-na',
    '-v',
    '-q',
    '-vq',
    '-qv',
    '-vn',
    '-vn5',
    '-x',
    '-vx',
    '-qvx',
  ],
  ...[
    '--one',
    '--one=1',
    '--on',
    '--val',
    '--val=1',
    '--val=',
    '--val=a',
    '--val=--one',
    '--eq',
    '--eq=a',
    '--eq=z',
    '--zzz',
    '--zzz=log',
  ],
  ...['a/b', './a', 'a:b', '~/a', '@a', 'x=1', '/home/anna/code/a', '/etc/passwd', '../up', '.env', '5'],
];
const token = fc.constantFrom(...tokens);
/** For holes: half of them fit one. */
const value = fc.oneof(fc.constantFrom('1', '20', '01', '21', 'a', 'b', 'v1', 'v12', 'v'), token);

/** The words of a shape with values in its holes, and a few tokens more anywhere: mostly in the language, or one step outside it. */
const near = (shapes: readonly (readonly string[])[]): fc.Arbitrary<readonly string[]> =>
  fc
    .constantFrom(...shapes)
    .chain((shape) =>
      fc.tuple(
        fc.tuple(
          ...shape.map((text) =>
            text.startsWith('<') || text === '...' ? value : fc.constantFrom(...text.split('|')),
          ),
        ),
        fc.array(fc.tuple(fc.nat({ max: 6 }), token), { maxLength: 3 }),
      ),
    )
    .map(([words, more]) => more.reduce<readonly string[]>((args, [at, extra]) => args.toSpliced(at, 0, extra), words));

const vectorsNear = (shapes: readonly (readonly string[])[]): fc.Arbitrary<readonly (readonly string[])[]> =>
  fc.array(
    fc.oneof({ arbitrary: near(shapes), weight: 3 }, { arbitrary: fc.array(token, { maxLength: 6 }), weight: 1 }),
    {
      minLength: VECTORS,
      maxLength: VECTORS,
    },
  );

const flagSets = fc.subarray(
  [
    ['-v', 'none'],
    ['-q', 'none'],
    ['-n', '<int:1-20>'],
    ['--one', 'none'],
    ['--val', '<text>'],
    ['--eq=', 'a|b'],
  ] as const,
  { minLength: 0 },
);
const flags = flagSets.map((entries) => Object.fromEntries(entries));

const kinds: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'no arguments': [[]],
  'a word': [['log'], ['a'], ['1']],
  alternatives: [['status|log|a'], ['log', 'a|b']],
  'two words': [
    ['show', 'a'],
    ['log', 'status'],
  ],
  'any text': [['<text>'], ['log', '<text>'], ['<text>', '<text>']],
  'a number': [['<int:1-20>'], ['log', '<int:1-20>']],
  'a choice': [['<enum:a|b>'], ['log', '<enum:a|b|1>']],
  'a pattern': [['<pattern:v[0-9]+>'], ['log', '<pattern:v[0-9]+>']],
  'the rest': [['...'], ['log', '...'], ['show|log', 'a', '...']],
  'the rest, each a number': [['<int:1-20>...'], ['log', '<int:1-20>...']],
  'the rest, each a choice': [['log', '<text>', '<enum:a|b>...']],
};

const vectors = vectorsNear(Object.values(kinds).flat());

const yaml = (rules: readonly WrittenRule[]): string =>
  policyWith(`rules:\n${rules.map((rule) => `  - ${JSON.stringify(rule)}`).join('\n')}`);

const ruleOf = (verdict: WrittenRule['verdict'], shapes: readonly (readonly string[])[]): fc.Arbitrary<WrittenRule> =>
  fc.record({ args: fc.constantFrom(...shapes), flags, globals: flags }).map(({ args, flags: own, globals }) => ({
    verdict,
    args,
    flags: own,
    global_flags: args[0] !== undefined && /^[a-z0-9|]+$/u.test(args[0]) ? globals : {},
  }));
const anyRule = fc
  .constantFrom('allow' as const, 'allow' as const, 'ask' as const, 'deny' as const)
  .chain((verdict) => ruleOf(verdict, Object.values(kinds).flat()));

/** Hidden characters would make an allow an ask; the tokens have none. Paths are tested by themselves. */
describe('one allow rule', () => {
  for (const [kind, shapes] of Object.entries(kinds)) {
    it(`allows exactly the language of ${kind}`, { timeout: TIMEOUT_MS }, () => {
      const seen = { allow: 0, other: 0 };
      fc.assert(
        fc.property(ruleOf('allow', shapes), vectorsNear(shapes), (rule, all) => {
          const policy = loadPolicy(yaml([rule]));
          const contains = referenceLanguage(rule);
          for (const args of all) {
            const verdict = word(policy, ...args);
            seen[verdict === 'allow' ? 'allow' : 'other'] += 1;
            if ((verdict === 'allow') !== contains(args)) throw new Error(`${JSON.stringify(args)} gives ${verdict}`);
          }
        }),
        runs(20_000),
      );
      // A test that never gets there proves nothing.
      expect(seen.allow).toBeGreaterThan((seen.allow + seen.other) / 100);
      expect(seen.other).toBeGreaterThan((seen.allow + seen.other) / 100);
    });
  }
});

describe('several rules', () => {
  const rules = fc.array(anyRule, { minLength: 1, maxLength: 5 });

  it('allow only what one of them contains, and what none that asks or denies contains', {
    timeout: TIMEOUT_MS,
  }, () => {
    fc.assert(
      fc.property(rules, vectors, (written, all) => {
        const policy = loadPolicy(yaml(written));
        const languages = written.map((rule) => ({ verdict: rule.verdict, contains: referenceLanguage(rule) }));
        for (const args of all) {
          const saying = new Set(languages.filter(({ contains }) => contains(args)).map(({ verdict }) => verdict));
          const verdict = word(policy, ...args);
          const wrong =
            (saying.has('deny') && verdict !== 'deny') ||
            (saying.has('ask') && verdict === 'allow') ||
            (!saying.has('allow') && verdict === 'allow');
          if (wrong) throw new Error(`${JSON.stringify(args)} gives ${verdict}`);
        }
      }),
      runs(40_000),
    );
  });

  it('give the same verdict each time', { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(rules, vectors, (written, all) => {
        const [first, second] = [loadPolicy(yaml(written)), loadPolicy(yaml(written))];
        for (const args of all) {
          expect(word(first, ...args)).toBe(word(first, ...args));
          expect(word(first, ...args)).toBe(word(second, ...args));
        }
      }),
      runs(8_000),
    );
  });

  it('decide the same whichever order they stand in', { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(rules, vectors, (written, all) => {
        const [forwards, backwards] = [loadPolicy(yaml(written)), loadPolicy(yaml(written.toReversed()))];
        for (const args of all) expect(word(forwards, ...args)).toBe(word(backwards, ...args));
      }),
      runs(8_000),
    );
  });

  it('decide the same in a long list as in a short one', { timeout: TIMEOUT_MS }, () => {
    const filler: readonly WrittenRule[] = Array.from({ length: 40 }, (_, at) => ({
      verdict: 'allow',
      args: [`filler${at}`],
      flags: {},
      global_flags: {},
    }));
    fc.assert(
      fc.property(rules, vectors, (written, all) => {
        const [short, long] = [loadPolicy(yaml(written)), loadPolicy(yaml([...filler, ...written]))];
        for (const args of all) expect(word(long, ...args)).toBe(word(short, ...args));
      }),
      runs(8_000),
    );
  });
});

describe('a flag that no rule lists', () => {
  const place = fc.nat({ max: 6 });
  const unlisted = fc.constantFrom('--zzz', '--zzz=log', '-Z', '-vZ');
  const inserted = (args: readonly string[], at: number, flag: string): readonly string[] => {
    const ends = args.indexOf('--');
    const most = ends < 0 ? args.length : ends;
    return args.toSpliced(Math.min(at, most), 0, flag);
  };

  /** Between a flag and its value it would take the value's place, and what was the value would be an argument: another command. */
  const beforeFlags = (args: readonly string[], at: number): number => {
    let place = Math.min(at, args.length);
    while (place > 0 && args[place - 1]?.startsWith('-') === true) place -= 1;
    return place;
  };

  it('never leaves an allow, wherever it stands before “--”', { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { minLength: 1, maxLength: 4 }),
        vectors,
        place,
        unlisted,
        (written, all, at, flag) => {
          const policy = loadPolicy(yaml(written));
          for (const args of all) expect(word(policy, ...inserted(args, at, flag))).not.toBe('allow');
        },
      ),
      runs(20_000),
    );
  });

  it('never turns what a rule denies into anything else, nor what a rule asks about into an allow', {
    timeout: TIMEOUT_MS,
  }, () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { minLength: 1, maxLength: 4 }),
        vectors,
        place,
        unlisted,
        (written, all, at, flag) => {
          const policy = loadPolicy(yaml(written));
          const denies = written.filter(({ verdict }) => verdict === 'deny').map((rule) => referenceLanguage(rule));
          for (const args of all) {
            if (denies.some((contains) => contains(args)))
              expect(word(policy, ...inserted(args, beforeFlags(args, at), flag))).toBe('deny');
          }
        },
      ),
      runs(20_000),
    );
  });

  it('leaves no allow in a value’s place either, though what a rule denies is another command then', () => {
    const policy = loadPolicy(
      yaml([
        { verdict: 'deny', args: ['log'], flags: { '--val': '<text>' }, global_flags: {} },
        { verdict: 'ask', args: ['log', '...'], flags: {}, global_flags: {} },
        { verdict: 'allow', args: ['log', '...'], flags: {}, global_flags: {} },
      ]),
    );
    expect(word(policy, 'log', '--val', 'status')).toBe('deny');
    expect(word(policy, 'log', '--zzz=log', '--val', 'status')).toBe('deny');
    expect(word(policy, 'log', '--val', '--zzz=log', 'status')).toBe('ask');
  });
});
