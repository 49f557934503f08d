/**
 * The law of the language, over many argument vectors: at least 100,000 for each kind of rule, nothing outside a rule's language is ever
 * allowed and nothing inside it is not. Plain loops over a seeded generator, since most of the cost would else be the making of values; a
 * counterexample is shortened before it is shown.
 */
import { describe, expect, it } from 'vitest';
import type { CommandPlan } from '#shared/model/index.ts';
import { loadPolicy, NOW_MS, planFor, policyWith } from '../fixtures/load-policy.ts';
import { referenceLanguage, type WrittenRule } from '../fixtures/reference-language.ts';
import { decide } from '../index.ts';

const VECTORS = 100_000;
const RULES = 40;
const client = { name: 'tester', claims: null };

const kinds: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'no arguments': [[]],
  'a literal': [['log'], ['a'], ['show', 'a']],
  alternatives: [['status|log|a'], ['log', 'a|b']],
  'any text': [['<text>'], ['log', '<text>']],
  'a number': [['<int:1-20>'], ['log', '<int:1-20>']],
  'a choice': [['<enum:a|b>'], ['log', '<enum:a|b|1>']],
  'a pattern': [['<pattern:v[0-9]+>'], ['log', '<pattern:v[0-9]+>']],
  'a path to read': [['<path:read>'], ['log', '<path:read>', '<path:read>...']],
  'a path to write': [['<path:write>'], ['log', '<path:write>']],
  'a host': [['<host:h.org|*.n.net>'], ['log', '<host:h.org|*.n.net>']],
  'a port': [['<port:80|8000-8002>'], ['<host:h.org|*.n.net>', '<port:80|8000-8002>']],
  'a URL': [['<url:h.org|http://n.net:81>'], ['log', '<url:h.org|http://n.net:81>...']],
  'the rest': [['...'], ['log', '...'], ['log', '<int:1-20>...']],
};

/** What flags a rule lists; every kind is tried with each. */
const tables: readonly Pick<WrittenRule, 'flags' | 'global_flags'>[] = [
  { flags: {}, global_flags: {} },
  { flags: { '-v': 'none', '-q': 'none' }, global_flags: {} },
  { flags: { '-n': '<int:1-20>', '-v': 'none' }, global_flags: { '-v': 'none' } },
  {
    flags: { '--one': 'none', '--val': '<text>', '--eq=': 'a|b' },
    global_flags: { '--one': 'none', '-n': '<int:1-20>' },
  },
];

const tokens = [
  ...['status', 'log', 'log', 'show', 'a', 'a', 'b', 'v1', 'v12', 'v', '1', '20', '21', '0', '01', '+1', '1.0', ''],
  ...['-', '--', '--', '-n', '-n5', '-n=5', '-n99', '-v', '-q', '-vq', '-vn', '-vn5', '-x', '-vx'],
  ...['--one', '--one=1', '--val', '--val=1', '--val=', '--eq', '--eq=a', '--eq=z', '--zzz', '--zzz=log'],
  ...['a/b', './a', 'a:b', '~/a', '@a', 'x=1', '/home/anna/code/a', '../up'],
  ...['h.org', 'H.org', 'x.n.net', 'n.net', 'xn.net', 'h.org.', '127.1', '80', '8001', '8003', '080'],
  ...[
    'https://h.org',
    'https://h.org:443/x',
    'https://h.org/x@y',
    'https://h.org@evil',
    'http://h.org/',
    'http://n.net:81/',
    'https://h.org.evil/',
  ],
];
const fitting: Readonly<Record<string, readonly string[]>> = {
  '<int:1-20>': ['1', '20'],
  '<pattern:v[0-9]+>': ['v1', 'v12'],
  '<host:h.org|*.n.net>': ['h.org', 'x.n.net'],
  '<port:80|8000-8002>': ['80', '8001'],
  '<url:h.org|http://n.net:81>': ['https://h.org', 'https://h.org/x@y', 'http://n.net:81/'],
};

/** Mulberry32: small, seeded, the same on every machine. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Half of the vectors are the rule's shape with values that mostly fit and up to two tokens more anywhere; the rest is anything. */
function vectorNear(rule: WrittenRule, below: (limit: number) => number): readonly string[] {
  const any = (list: readonly string[]): string => list[below(list.length)] ?? '';
  if (below(2) === 0) return Array.from({ length: below(6) }, () => any(tokens));
  const words = rule.args.flatMap((written) => {
    const plain = written.replace(/(?<=>)\.\.\.$/u, '');
    if (plain === '...' || plain.startsWith('<')) {
      return plain !== written && below(2) === 0
        ? []
        : [below(4) === 0 ? any(tokens) : any(fitting[plain] ?? ['a', 'b', '1'])];
    }
    return [any(plain.split('|'))];
  });
  for (let extra = below(3); extra > 0; extra -= 1) words.splice(below(words.length + 1), 0, any(tokens));
  return words;
}

function judgeOf(rule: WrittenRule): (args: readonly string[]) => boolean {
  const text = policyWith(`max_args: 100\nrules:\n  - ${JSON.stringify(rule)}`).replace(
    /^paths: .*$/mu,
    'paths: { read: ["/**"], write: ["/**"] }',
  );
  const policy = loadPolicy(text);
  const template = planFor(['tool']);
  return (args) => {
    // As planFor, without checking each plan's shape again.
    const plan: CommandPlan = {
      ...template,
      argv: ['tool', ...args],
      paths: args.flatMap((word) => [word, ...valuesIn(word)]).map((named) => ({ named, path: '/home/anna/code/a' })),
    };
    return decide(plan, client, policy, NOW_MS).verdict === 'allow';
  };
}

const valuesIn = (word: string): readonly string[] => (word.includes('=') ? [word.slice(word.indexOf('=') + 1)] : []);

function shortened(args: readonly string[], isWrong: (args: readonly string[]) => boolean): readonly string[] {
  const shorter = args.map((_, at) => args.toSpliced(at, 1)).find(isWrong);
  return shorter === undefined ? args : shortened(shorter, isWrong);
}

describe('over 100,000 argument vectors', () => {
  it.each(Object.entries(kinds))(
    'a rule of the kind “%s” allows its language, and nothing else',
    { timeout: 120_000 },
    (_kind, shapes) => {
      const below = generator(20_261_121);
      const seen = { inside: 0, outside: 0 };
      for (let at = 0; at < RULES; at += 1) {
        const args = shapes[at % shapes.length] ?? [];
        const table = tables[Math.floor(at / shapes.length) % tables.length] ?? { flags: {}, global_flags: {} };
        const rule: WrittenRule = {
          verdict: 'allow',
          args,
          flags: table.flags,
          global_flags: /^[a-z|]+$/u.test(args[0] ?? '') ? table.global_flags : {},
        };
        const [allows, contains] = [judgeOf(rule), referenceLanguage(rule)];
        for (let run = 0; run < VECTORS / RULES; run += 1) {
          const vector = vectorNear(rule, below);
          const inside = contains(vector);
          seen[inside ? 'inside' : 'outside'] += 1;
          if (allows(vector) === inside) continue;
          const example = shortened(vector, (shorter) => allows(shorter) !== contains(shorter));
          throw new Error(`${JSON.stringify(rule)} ${inside ? 'does not allow' : 'allows'} ${JSON.stringify(example)}`);
        }
      }
      // A run that never gets there proves nothing.
      expect(seen.inside).toBeGreaterThan(VECTORS / 100);
      expect(seen.outside).toBeGreaterThan(VECTORS / 10);
    },
  );
});
