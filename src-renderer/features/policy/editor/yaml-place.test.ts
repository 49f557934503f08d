import { describe, expect, it } from 'vitest';
import { placeAt, type YamlPlace } from './yaml-place.ts';

/** `‸` marks the position. */
function at(text: string): YamlPlace | null {
  const all = text.split('\n');
  const line = all.findIndex((one) => one.includes('‸'));
  const column = all[line]?.indexOf('‸') ?? 0;
  const lines = text.replace('‸', '').split('\n');
  return placeAt({ count: lines.length, at: (n) => lines[n - 1] ?? '' }, line + 1, column);
}

const head = `version: 1
commands:
  git:
    executable: /usr/bin/git
    rules:
      - verdict: allow
        args: [status, "..."]
`;

describe('where a position is', () => {
  it('knows the keys above a new key, and those beside it', () => {
    expect(at(`${head}        be‸`)).toEqual({
      path: ['commands', 'git', 'rules', 0],
      kind: 'key',
      key: null,
      from: 8,
      siblings: ['args', 'verdict'],
    });
    expect(at(`${head}      - ‸`)).toMatchObject({ path: ['commands', 'git', 'rules', 0], from: 8, siblings: [] });
    expect(at(`${head}    ‸`)).toMatchObject({ path: ['commands', 'git'], siblings: ['rules', 'executable'] });
    expect(at(`${head}‸\npaths: {}`)).toMatchObject({ path: [], siblings: ['commands', 'version', 'paths'] });
  });

  it('knows of which key a value is', () => {
    expect(at(`${head}      - verdict: a‸`)).toMatchObject({
      path: ['commands', 'git', 'rules', 0],
      kind: 'value',
      key: 'verdict',
      from: 17,
    });
    expect(at(`commands:\n  python3.11:\n    sandbox: ‸`)).toMatchObject({
      path: ['commands', 'python3.11'],
      kind: 'value',
      key: 'sandbox',
    });
  });

  it('reads lists that are not indented below their key', () => {
    expect(at(`commands:\n  git:\n    rules:\n    - verdict: ask\n      ‸`)).toMatchObject({
      path: ['commands', 'git', 'rules', 0],
      siblings: ['verdict'],
    });
  });

  it('reads brackets', () => {
    expect(at(`commands:\n  echo: { executable: /bin/echo, rules: [{ verdict: allow, ‸`)).toMatchObject({
      path: ['commands', 'echo', 'rules', 0],
      kind: 'key',
      siblings: ['verdict'],
    });
    expect(at(`commands:\n  echo: { rules: [{ verdict: al‸`)).toMatchObject({
      path: ['commands', 'echo', 'rules', 0],
      kind: 'value',
      key: 'verdict',
    });
    expect(at(`paths:\n  read: ["a, b", ‸`)).toMatchObject({ path: ['paths', 'read', 0], kind: 'value' });
    expect(at(`${head}      - { ‸`)).toMatchObject({ path: ['commands', 'git', 'rules', 0], kind: 'key' });
  });

  it('keeps out of comments and of text that goes on', () => {
    expect(at(`${head}  # ver‸`)).toBeNull();
    expect(at(`paths:\n  read:\n    - ~/code and more‸`)).toBeNull();
  });
});
