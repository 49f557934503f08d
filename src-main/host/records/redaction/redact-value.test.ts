import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#shared/model/index.ts';
import { redactValue } from './redact-value.ts';
import { secretSamples } from './secret-samples.ts';

describe('redacting a value', () => {
  it.each([
    'password',
    'DB_PASSWORD',
    'PGPASSWORD',
    'passphrase',
    'token',
    'authToken',
    'GITHUB_TOKEN',
    'x-api-key',
    'apiKey',
    'api_key',
    'secret',
    'client_secret',
    'AWS_SECRET_ACCESS_KEY',
    'private_key',
    'Authorization',
    'Proxy-Authorization',
    'cookie',
    'Set-Cookie',
    'session_token',
    'sessionToken',
    'gateway_token',
    'credentials',
    '_auth',
  ])('takes out what is called %s, at any depth', (name) => {
    const redacted = JSON.stringify(redactValue({ a: [{ b: { [name]: 'hunter2' } }] }));
    expect(redacted).not.toContain('hunter2');
    expect(redacted).toContain('•••(');
  });

  it.each([
    'PATH',
    'PWD',
    'session',
    'session_id',
    'SSH_AUTH_SOCK',
    'max_tokens',
    'token_type',
    'author',
    'keyboard',
    'KEYMAP',
    'digest',
    'tokenizer',
  ])('keeps what is called %s', (name) => {
    expect(redactValue({ [name]: 'value' })).toEqual({ [name]: 'value' });
  });

  it('takes out numbers, lists and whole objects under a secret name', () => {
    expect(redactValue({ password: 1234, secrets: ['a', 'b'], credentials: { user: 'anna', key: 'x' } })).toEqual({
      password: '•••(password)',
      secrets: '•••(secret)',
      credentials: '•••(credentials)',
    });
  });

  it('keeps yes, no and nothing under a secret name', () => {
    const value = { password: true, token: null, secret: '' };
    expect(redactValue(value)).toEqual(value);
  });

  it('takes out the value that follows a flag with a secret name', () => {
    expect(redactValue(['mysql', '--password', 'hunter2', '-u', 'anna', '--token', '--verbose'])).toEqual([
      'mysql',
      '--password',
      '•••(password)',
      '-u',
      'anna',
      '--token',
      '--verbose',
    ]);
  });

  it('takes out secrets by shape in any string and in the names of fields', () => {
    for (const { text, secret } of secretSamples) {
      expect(JSON.stringify(redactValue({ note: [`see ${text}`], [text]: 1 }))).not.toContain(secret);
    }
  });

  it('never changes the value that it was given', () => {
    const value = Object.freeze({ env: Object.freeze({ TOKEN: 'x' }), argv: Object.freeze(['a']) });
    expect(redactValue(value)).toEqual({ env: { TOKEN: '•••(token)' }, argv: ['a'] });
    expect(value.env.TOKEN).toBe('x');
  });

  it('makes anything fit for canonical JSON', () => {
    const strange = {
      lone: '\ud800 half',
      nan: Number.NaN,
      big: 12n,
      missing: undefined,
      call: () => 1,
      list: [undefined, Symbol('x')],
    };
    const redacted = redactValue(JSON.parse('{"__proto__": {"a": 1}}'));
    expect(canonicalJson(redacted)).toBe('{"__proto__":{"a":1}}');
    expect(canonicalJson(redactValue(strange))).toBe('{"big":"12","list":[null,null],"lone":"\ufffd half","nan":null}');
  });

  it('cuts off what is nested too deep to be written', () => {
    for (const wrap of [(inner: unknown) => [inner], (inner: unknown) => ({ inner })]) {
      let deep: unknown = 'bottom';
      for (let level = 0; level < 50_000; level += 1) deep = wrap(deep);
      expect(canonicalJson(redactValue(deep))).toContain('nested too deep');
    }
  });
});
