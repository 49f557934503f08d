import { describe, expect, it } from 'vitest';
import { loadPolicy, policyWith, problemsOf, word } from '../fixtures/load-policy.ts';

const holding = (hole: string) => loadPolicy(policyWith(`rules:\n  - { verdict: allow, args: ["${hole}"] }`));
const takes = (hole: string, value: string): boolean => word(holding(hole), value) === 'allow';

describe('<host>', () => {
  it.each(['localhost', 'example.org', 'EXAMPLE.org', 'a-b.example', '10.0.0.1', '::1', '2001:db8::1'])(
    'takes %j',
    (value) => expect(takes('<host>', value)).toBe(true),
  );

  it.each([
    ...[
      '',
      '-h',
      '.',
      'a..b',
      'a b',
      'a/b',
      'a:80',
      'user@host',
      'http://a',
      '127.1',
      '0x7f.1',
      '2130706433',
      '1.2.3.256',
    ],
    ...['exämple.org', 'a\n', 'a.', '.a', '-a.b', 'a-.b', `${'a'.repeat(64)}.b`, '0', '[::1]'],
  ])('does not take %j', (value) => expect(takes('<host>', value)).toBe(false));

  it('with a list takes what is listed, and names below a domain but not the domain', () => {
    const hole = '<host:api.example.org|*.example.net|10.0.0.1>';
    expect(
      ['api.example.org', 'API.example.ORG', 'a.example.net', 'a.b.example.net', '10.0.0.1'].map((value) =>
        takes(hole, value),
      ),
    ).not.toContain(false);
    expect(
      ['example.org', 'x.api.example.org', 'example.net', 'evilexample.net', '10.0.0.2', 'api.example.org.evil'].map(
        (value) => takes(hole, value),
      ),
    ).not.toContain(true);
  });
});

describe('<port>', () => {
  it('takes 1 to 65535 in plain digits, or what is listed', () => {
    expect(['1', '80', '65535'].map((value) => takes('<port>', value))).toEqual([true, true, true]);
    expect(['0', '65536', '080', '+80', '8e1', '', 'http', '80 '].map((value) => takes('<port>', value))).not.toContain(
      true,
    );
    expect(['80', '443', '8000', '8080'].map((value) => takes('<port:80|8000-8080>', value))).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});

describe('<url>', () => {
  const hole = '<url:api.example.org|*.example.net|http://localhost:8080|[::1]:8443>';

  it.each([
    ...[
      'https://api.example.org',
      'https://api.example.org/',
      'https://api.example.org:443/a?b=c&d#e',
      'https://API.example.ORG/a',
    ],
    ...['https://a.example.net/x@y', 'http://localhost:8080/x', 'https://[::1]:8443/'],
  ])('takes %j', (value) => expect(takes(hole, value)).toBe(true));

  it.each([
    ...[
      'http://api.example.org/',
      'https://api.example.org:8443/',
      'https://example.net/',
      'https://evil/',
      'http://localhost/',
    ],
    ...[
      'https://api.example.org@evil/',
      'https://evil\\@api.example.org/',
      'https://api.example.org.evil/',
      'https:api.example.org',
    ],
    ...[
      '//api.example.org/',
      'HTTPS://api.example.org/',
      'https://api.example.org\\@evil/',
      'https://{api.example.org,evil}/',
    ],
    ...[
      'https://api.example.org/[1-9]',
      'https://api.example.org/{a,b}',
      'https://api.example.org/a b',
      'https://api.example.org/\n',
    ],
    ...[
      'https://user:pass@api.example.org/',
      'file:///etc/passwd',
      '',
      '-K',
      'https://api.example.org?x',
      'https://::1:8443/',
    ],
  ])('reads %j by its spelling alone', (value) => {
    expect(takes(hole, value)).toBe(value === 'https://api.example.org?x');
  });
});

describe('a place on the network that is misspelt in the policy', () => {
  it.each([
    '<host:>',
    '<host:a b>',
    '<port:0>',
    '<port:9-1>',
    '<port:70000>',
    '<url>',
    '<url:>',
    '<url:ftp://a>',
    '<url:a/b>',
    '<url:a:0>',
  ])('%j is refused with a sentence', (hole) => {
    const [problem] = problemsOf(policyWith(`rules:\n  - { verdict: allow, args: ["${hole}"] }`));
    expect(problem).toMatch(/expected (?:hosts|ports)/u);
  });
});

describe('a rule that denies a place on the network', () => {
  it('counts in every spelling that a program might take for one', () => {
    const policy = loadPolicy(
      policyWith(
        'rules:\n  - { verdict: deny, args: ["<host:h.org>", "<port:80>"] }\n  - { verdict: allow, args: ["..."] }',
      ),
    );
    expect(
      [
        ['h.org', '80'],
        ['h.org', 'http'],
        ['H.ORG.', '080'],
      ].map((args) => word(policy, ...args)),
    ).toEqual(['deny', 'deny', 'deny']);
    expect(word(policy, 'h.org')).toBe('allow');
  });
});
