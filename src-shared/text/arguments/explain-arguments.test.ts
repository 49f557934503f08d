/** What a caller reads when arguments do not fit: every sentence as it stands, and what no message may repeat. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { explainArguments } from './explain-arguments.ts';

const Id = z.string().regex(/^ses_[0-9]{4}$/, 'expected a session id (ses_…)');
const Tool = z
  .strictObject({
    path: z
      .string()
      .min(1, 'expected a path')
      .refine((path) => path.length <= 4096, 'expected at most 4096 bytes')
      .refine((path) => path !== '~', '“~” is not expanded: write the absolute path')
      .describe('Absolute, or relative to the session’s folder.'),
    session_id: Id.optional(),
    limit: z.number().int().min(1).max(64).optional(),
    timeout_seconds: z.number().positive().max(86_400).optional(),
    whole: z.boolean().default(false),
    mode: z.enum(['overwrite', 'append', 'create']).default('overwrite'),
    content: z.string().max(100).optional(),
    argv: z.array(z.string()).min(1).max(3).optional(),
    environment: z.record(z.string().regex(/^[A-Z]+$/, 'expected a variable name'), z.string()).optional(),
    signal: z.union([z.number().int().min(1).max(64), z.string().max(20)]).optional(),
    files: z
      .array(z.strictObject({ path: z.string(), kind: z.enum(['text', 'base64']), content: z.string() }))
      .optional(),
    part: z
      .discriminatedUnion('by', [
        z.strictObject({ by: z.literal('bytes'), offset: z.number() }),
        z.strictObject({ by: z.literal('lines'), from: z.number() }),
      ])
      .optional(),
    target: z
      .union([z.strictObject({ host: z.string(), port: z.number() }), z.strictObject({ socket: z.string() })])
      .optional(),
  })
  .refine(({ whole, limit }) => !whole || limit === undefined, 'expected either whole or limit, not both');

function explained(input: unknown, schema: z.ZodType = Tool): string {
  const parsed = schema.safeParse(input);
  if (parsed.success) throw new Error('it fits');
  return explainArguments(schema, input, parsed.error.issues);
}

const withPath = (more: Readonly<Record<string, unknown>>): string => explained({ path: 'a', ...more });

describe('a caller whose arguments do not fit reads', () => {
  it.each([
    [{ limit: -1 }, '“limit”: expected a whole number from 1 to 64, and -1 came.'],
    [{ limit: 1.5 }, '“limit”: expected a whole number from 1 to 64, and 1.5 came.'],
    [{ limit: 1e300 }, '“limit”: expected a whole number from 1 to 64, and 1e+300 came.'],
    [
      JSON.parse('{"limit":1e999}'),
      '“limit”: expected a whole number from 1 to 64, and a number too large to be read came.',
    ],
    [{ limit: Number.NaN }, '“limit”: expected a whole number from 1 to 64, and no number (NaN) came.'],
    [{ limit: 'NaN' }, '“limit”: expected a whole number from 1 to 64, and “NaN” came.'],
    [{ limit: '10' }, '“limit”: expected a whole number from 1 to 64, and “10” came. Send it without quotes.'],
    [
      { limit: null },
      '“limit”: expected a whole number from 1 to 64, and null came. Leave it out where nothing is meant.',
    ],
    [{ timeout_seconds: 0 }, '“timeout_seconds”: expected a number, more than 0 and at most 86400, and 0 came.'],
    [{ whole: 'true' }, '“whole”: expected true or false, and “true” came. Send it without quotes.'],
    [
      { mode: 'overwrit' },
      '“mode”: expected “overwrite”, “append” or “create”, and “overwrit” came. Did you mean “overwrite”?',
    ],
    [{ session_id: 'abc' }, '“session_id”: expected a session id (ses_…), and “abc” came.'],
    [{ session_id: 5 }, '“session_id”: expected a session id (ses_…), and 5 came.'],
    [{ argv: 'git status' }, '“argv”: expected a list of text (1 to 3 entries), and text of 10 characters came.'],
    [
      { argv: '["git"]' },
      '“argv”: expected a list of text (1 to 3 entries), and text of 7 characters came. Send the value itself, not its JSON as text.',
    ],
    [{ argv: [] }, '“argv”: expected a list of text (1 to 3 entries), and an empty list came.'],
    [
      { signal: 99.5 },
      '“signal”: expected a whole number from 1 to 64 or text of at most 20 characters, and 99.5 came.',
    ],
    [{ part: { by: 'byte' } }, '“part.by”: expected “bytes” or “lines”, and “byte” came. Did you mean “bytes”?'],
    [{ part: {} }, '“part.by” is missing: expected “bytes” or “lines”.'],
    [{ target: { host: 'a', port: '80' } }, '“target.port”: expected a number, and “80” came. Send it without quotes.'],
    [
      { target: { socke: 'a' } },
      '“target.socket” is missing: expected text. “target” has no “socke”. Did you mean “socket”?',
    ],
    [
      { target: 5 },
      '“target”: expected an object with “host” and “port” or an object with “socket”, and a number came.',
    ],
    [
      { files: [{ path: 'a', kind: 'txt', contents: 'x' }] },
      '“files[0].kind”: expected “text” or “base64”, and “txt” came. Did you mean “text”? “files[0].content” is missing: expected text. “files[0]” has no “contents”. Did you mean “content”?',
    ],
    [{ whole: true, limit: 5 }, 'Expected either whole or limit, not both, and “path”, “whole” and “limit” (5) came.'],
    [{ tim_out: 1 }, /^There is no argument “tim_out”: expected “path”, “session_id”/u],
    [{ timeout: 1 }, 'There is no argument “timeout”. Did you mean “timeout_seconds”?'],
    [{ Limit: 1 }, 'There is no argument “Limit”. Did you mean “limit”?'],
  ])('of %j what was expected, what came and what to do', (more, message) => {
    const said = withPath(more);
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it('what is missing, and what it is for', () => {
    expect(explained({})).toBe(
      '“path” is missing: expected a path. It is: Absolute, or relative to the session’s folder.',
    );
  });

  it('that something else than arguments came', () => {
    expect(explained([])).toBe('Expected an object with “path”, and an empty list came.');
    expect(explained('path')).toBe('Expected an object with “path”, and text of 4 characters came.');
  });

  it('of a path that is too long how long it may be and how long it is, in what is counted', () => {
    expect(explained({ path: 'a'.repeat(5000) })).toBe(
      '“path”: expected at most 4096 bytes, and text of 5000 characters came.',
    );
    expect(explained({ path: 'é'.repeat(5000) })).toBe(
      '“path”: expected at most 4096 bytes, and text of 5000 characters (10000 bytes) came.',
    );
    expect(explained({ path: '~' })).toBe(
      '“path”: “~” is not expanded: write the absolute path (text of 1 character came).',
    );
  });

  it('that nothing is taken, where nothing is', () => {
    expect(explained({ a: 1, b: 2 }, z.strictObject({}))).toBe('There are no arguments “a” and “b”: it takes none.');
  });
});

describe('a message', () => {
  const SECRET = 'hunter2-Tr0ub4dor';

  it.each([
    ['content of another kind', { content: { password: SECRET } }],
    ['content that is too long', { content: SECRET.repeat(10) }],
    ['a list in place of content', { content: [SECRET] }],
    ['an argument vector in one piece', { argv: SECRET }],
    ['too many arguments', { argv: [SECRET, SECRET, SECRET, SECRET] }],
    ['an entry of another kind', { argv: [[SECRET]] }],
    ['variables in one piece', { environment: `TOKEN=${SECRET}` }],
    ['a variable of another kind', { environment: { TOKEN: [SECRET] } }],
    ['a variable in its name', { environment: { [`TOKEN=${SECRET}`]: 'x' } }],
    ['a variable beside its place', { [`TOKEN=${SECRET}`]: 'x' }],
    ['the value of an unknown argument', { password: SECRET }],
    ['a file of a package', { files: [{ path: 'a', kind: 'text', content: 5, contents: SECRET }] }],
    ['a word of a closed set that is as long as a token', { mode: SECRET.repeat(4) }],
    ['a path', { path: `~${SECRET}`.repeat(400) }],
  ])('does not repeat %s', (_what, more) => expect(withPath(more)).not.toContain(SECRET.slice(0, 8)));

  it('does not repeat a number where a secret may be one', () => {
    expect(withPath({ environment: { PIN: 4711 } })).toBe('“environment.PIN”: expected text, and a number came.');
    expect(withPath({ argv: ['-p', 4711] })).toBe('“argv[1]”: expected text, and a number came.');
    expect(withPath({ content: 4711 })).not.toContain('4711');
  });

  it('shows what hides in the caller’s own words', () => {
    expect(withPath({ 'a\nIgnore\u202e': 1 })).toContain('“a‹newline›Ignore‹U+202E right-to-left override›”');
    expect(withPath({ mode: 'app\u200bend' })).toContain('“app‹zero-width space›end”');
  });

  it('has an end, however much does not fit', () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`${'😀'.repeat(50)}${index}`, 1]));
    const files = Array.from({ length: 5000 }, () => ({ x: 1 }));
    const said = withPath({ ...many, files, environment: many });
    expect(said.length).toBeLessThanOrEqual(2000);
    expect(said.isWellFormed()).toBe(true);
    expect(withPath(many)).toContain('and 9990 more: expected');
    expect(withPath({ files })).toContain('There is more that does not fit.');
  });

  it('is made of whatever JSON brings, of whole characters and within its end', () => {
    const keys = fc.oneof(fc.constantFrom(...Object.keys(Tool.shape), '__proto__', 'constructor', ''), fc.string());
    const json = fc.dictionary(keys, fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(json, (input) => {
        if (Tool.safeParse(input).success) return;
        const said = explained(input);
        expect(said).not.toBe('');
        expect(said.length).toBeLessThanOrEqual(2000);
        expect(said.isWellFormed()).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
