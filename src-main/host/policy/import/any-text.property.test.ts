/** Whatever text comes: either problems and no policy, or a policy that compiles. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { problemsOf } from '../fixtures/load-policy.ts';
import { imported } from './fixtures/imported.ts';

/** `COUNTERSIGN_FUZZ=5` looks five times as long. */
const SCALE = Number(process.env.COUNTERSIGN_FUZZ ?? '1');
const odd = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    'git',
    'a|b',
    '<text>',
    '...',
    'git ...',
    '',
    '-',
    '--',
    '~',
    '**',
    '/**',
    '//x',
    '# x',
    'a\nb',
    '"',
    '{x}',
    '*',
    'x'.repeat(2000),
  ),
);
const words = fc.array(odd, { maxLength: 4 });
const value = fc.jsonValue({ maxDepth: 2 });

const texts = {
  'claude-code': fc
    .record({
      allow: fc.array(fc.tuple(fc.constantFrom('Bash', 'Read', 'Edit', 'X'), odd), { maxLength: 3 }),
      deny: fc.array(fc.tuple(fc.constantFrom('Bash', 'Read', 'Edit', 'X'), odd), { maxLength: 3 }),
      more: fc.oneof(words, value),
    })
    .map(({ allow, deny, more }) => {
      const entries = (pairs: readonly (readonly [string, string])[]) =>
        pairs.map(([tool, inside]) => `${tool}(${inside})`);
      const permissions = { allow: entries(allow), deny: entries(deny), ask: more, additionalDirectories: more };
      return JSON.stringify({ permissions: { ...permissions, x: more } });
    }),
  codex: fc
    .array(fc.tuple(fc.constantFrom('git', 'ls'), words, fc.constantFrom('allow', 'prompt', 'forbidden'), odd), {
      maxLength: 3,
    })
    .map((rules) =>
      rules
        .map(([name, rest, decision, because]) => {
          const pattern = JSON.stringify([name, ...rest]);
          return `prefix_rule(pattern=${pattern}, decision="${decision}", justification=${JSON.stringify(because)}, match=[${JSON.stringify(because)}])`;
        })
        .join('\n'),
    ),
  gateway: fc
    .record({ name: odd, prefixes: fc.oneof(words, value), paths: words, gate: value, max: value })
    .map(({ name, prefixes, paths, gate, max }) =>
      JSON.stringify({
        commands: {
          git: { allowed_prefixes: prefixes, max_args: max, requires_confirmation: gate },
          [`x${name}`]: max,
        },
        allowed_commands: prefixes,
        command_overrides: {
          ls: { allowed_prefixes: prefixes, max_args: max, resource_override: { memory_max: max } },
        },
        resource_limits: { memory_max: gate, pids_max: max, cpu_quota_us: max, cpu_period_us: gate, [name]: max },
        file_limits: { max_read_size: max, max_write_size: gate, blocked_extensions: paths },
        confirmation_required: [{ name: 'curl', reason: name }, gate],
        ...{ allowed_paths: paths, blocked_paths: paths, confirmation_gates: gate },
      }),
    ),
  'exec-commands': fc
    .array(fc.tuple(fc.constantFrom('df ', 'x|', 'cat ', ''), odd), { maxLength: 4 })
    .map((parts) => parts.flat().join(';')),
  'fallback-env': fc
    .array(fc.tuple(fc.constantFrom('MAX_ARGS', 'A', 'DOCKER_X'), odd), { maxLength: 4 })
    .map((lines) => lines.map(([name, text]) => `${name}=${text}`).join('\n')),
  'security-server': fc
    .record({ targets: fc.oneof(words, value), flags: fc.oneof(words, value), max: value })
    .map(({ targets, flags, max }) =>
      JSON.stringify({
        security: {
          allowed_targets: targets,
          max_args_length: max,
          max_output_size: max,
          [JSON.stringify(max).slice(0, 5)]: max,
        },
        tools: { nmap: { allowed_flags: flags, timeout: max }, x: max },
      }),
    ),
} as const;

it.each(['claude-code', 'codex', 'gateway', 'exec-commands', 'fallback-env', 'security-server'] as const)(
  'an import of %s either compiles or says what is wrong',
  async (format) => {
    const seen = { made: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ arbitrary: texts[format], weight: 9 }, { arbitrary: odd, weight: 1 }),
        async (text) => {
          const report = await imported(format, text);
          if (report.problems.length > 0) {
            seen.refused += 1;
            expect(report.text).toBe('');
            expect(report.problems.map(({ message }) => message).join()).not.toMatch(/No policy could be made/u);
            return;
          }
          seen.made += 1;
          expect(problemsOf(report.text)).toEqual([]);
        },
      ),
      { numRuns: Math.round(300 * SCALE) },
    );
    expect(seen.made).toBeGreaterThan(20);
  },
  120_000 * Math.max(1, SCALE),
);
