import { describe, expect, it } from 'vitest';
import type { ImportFormat } from '#shared/contract/index.ts';
import { readEnv } from './env-file.ts';
import { imported, verdictsOf } from './fixtures/imported.ts';

const formats: readonly ImportFormat[] = [
  ...(['gateway', 'exec-commands', 'fallback-env', 'security-server', 'claude-code', 'codex'] as const),
];
const problemOf = async (format: ImportFormat, text: string): Promise<string> => {
  const { text: made, problems } = await imported(format, text);
  expect(made).toBe('');
  const [first] = problems;
  return first === undefined ? 'no problem' : `${first.line}:${first.column} ${first.message}`;
};

describe.each(formats)('%s', (format) => {
  it.each([
    ['nothing', '', /^1:1 The text is empty/u],
    ['blank lines', ' \n\n', /^1:1 The text is empty/u],
    ['5 MB', `# ${'a'.repeat(5_000_000)}`, /larger than 1 MiB/u],
    ['a program', '\u007fELF\u0002\u0001\0\0', /^1:1 There is a character here/u],
    ['bytes that were no text', 'a: \ufffd\ufffd', /^1:4 There is a character here/u],
    ['text that runs backwards', 'ls\n\u202e x', /^2:1 There is a character here/u],
  ])('refuses %s', async (_what, text, expected) => {
    expect(await problemOf(format, text)).toMatch(expected);
  });
});

describe('the wrong format', () => {
  it.each<[ImportFormat, string, RegExp]>([
    ['gateway', '- a\n- b\n', /^1:1 Expected a gateway’s policy.yaml/u],
    ['gateway', '{"permissions": {"allow": []}}', /^1:1 None of the keys/u],
    ['gateway', 'commands:\n\tgit: {}\n', /^2:1 .*tab/u],
    ['gateway', 'commands: [a\n', /^\d+:\d+ This is not valid YAML/u],
    ['gateway', 'commands: {}\ncommands: {}\n', /^2:1 .*second time/u],
    ['security-server', 'hello: world\n', /^1:1 None of the sections/u],
    ['security-server', 'A=1\n', /^1:1 Expected a security server/u],
    ['claude-code', 'permissions:\n  allow: []\n', /^1:1 This is not valid JSON/u],
    ['claude-code', '{\n  "permissions": {\n    "allow": [oops]\n', /^3:15 This is not valid JSON/u],
    ['claude-code', '{"permissions": {}', /This is not valid JSON/u],
    ['claude-code', '{}', /There is no “permissions”/u],
    ['claude-code', '[]', /^1:1 Expected Claude Code’s settings.json/u],
    ['claude-code', '{"permissions":{"deny":["Bash"],"deny":[]}}', /second time/u],
    ['codex', '{"permissions": {}}', /^1:1 Expected a call/u],
    ['codex', 'commands:\n  git: {}\n', /^1:9 Expected/u],
    ['codex', 'prefix_rule(pattern=["git"\n', /^2:1 Expected “,” or “\]”, and the end of the text came/u],
    ['codex', 'x = 1\n', /^1:3 Expected “\(”, and “=” came/u],
    ['codex', 'prefix_rule(pattern=[])', /Expected a pattern/u],
    ['codex', 'prefix_rule(pattern=["ls"], decision="maybe")', /Expected a decision/u],
    ['codex', 'prefix_rule(pattern=["ls"], pattern=["rm"])', /^1:29 Expected “pattern” once/u],
    ['codex', 'prefix_rule(pattern=["ls" + x])', /^1:27 Expected/u],
    ['codex', 'prefix_rule(pattern=["ls\n"])', /^1:22 Expected a text that ends on its own line/u],
    ['codex', `prefix_rule(pattern=${'['.repeat(50)}`, /fewer lists/u],
    ['fallback-env', '{"a": 1}', /^1:1 This is not a line of an .env file/u],
    ['fallback-env', 'A=1\nB="open\n', /^2:1 .*none closes it/u],
    ['fallback-env', '# nothing\n', /^1:1 There is no setting/u],
    ['exec-commands', '# nothing\n', /^1:1 There is no template/u],
    ['exec-commands', '{"a": "df"}', /YAML or JSON came/u],
    ['exec-commands', 'commands:\n  - df\n', /YAML or JSON came/u],
  ])('%s: %s', async (format, text, expected) => {
    expect(await problemOf(format, text)).toMatch(expected);
  });

  it.each<ImportFormat>(['gateway', 'security-server', 'claude-code'])('%s: bombs are refused', async (format) => {
    const bomb = ['commands: &a [x, x, x]', ...'bcdefgh'.split('').map((name) => `${name}: &${name} [*a, *a, *a]`)];
    expect(await problemOf(format, bomb.join('\n'))).toMatch(/Anchors|not valid JSON/u);
    expect(await problemOf(format, '['.repeat(100_000))).toMatch(/nested too deeply|not valid/u);
    const deep = `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`;
    expect(await problemOf(format, deep)).toMatch(/nested too deeply/u);
  });
});

describe('values of the wrong kind', () => {
  it.each<[ImportFormat, string]>([
    [
      'gateway',
      'commands: [git]\nallowed_commands: git\nbanned_commands: 7\ncommand_overrides: x\nallowed_paths: {}\n',
    ],
    ['gateway', 'commands: { git: 1, "a b": {}, ls: { executable: ls, max_args: -1, allowed_prefixes: 5 } }\n'],
    ['gateway', 'confirmation_required: [{ reason: x }]\nallowed_commands: [ls, 5]\nallowed_paths: [data, "/a/**b"]\n'],
    ['security-server', 'security: 5\ntool: []\ntools: [NmapTool, 3]\nserver: null\n'],
    ['claude-code', '{"permissions":{"allow":"Bash","ask":null,"deny":[1,{}],"additionalDirectories":[7,"x"]}}'],
    ['fallback-env', 'MAX_ARGS=many\nMAX_ARG_LENGTH=0\nMAX_CONCURRENT_COMMANDS=9999999\n'],
    ['codex', 'prefix_rule(pattern=["ls"], match=5, justification=True, whatever="x")\n'],
  ])('%s: become notes', async (format, text) => {
    const { text: made, notes, problems } = await imported(format, text);
    expect(problems).toEqual([]);
    expect(made).toMatch(/version: 1/u);
    expect(notes.some(({ kind }) => kind === 'left-out')).toBe(true);
    const verdict = verdictsOf(made);
    expect([verdict('rm a'), verdict('git push'), verdict('bash -c ls')]).toEqual(['deny', 'deny', 'deny']);
  });
});

describe('.env files', () => {
  it('are read with quotes, comments, export and values over lines', () => {
    const read = readEnv('# c\nexport A=1 # one\nB="x # y" # z\nC=\'p\nq\'\nD=\nE=a#b\n');
    expect(read.ok && read.value).toEqual([
      { name: 'A', value: '1' },
      { name: 'B', value: 'x # y' },
      { name: 'C', value: 'p\nq' },
      { name: 'D', value: '' },
      { name: 'E', value: 'a#b' },
    ]);
  });
});
