import { describe, expect, it } from 'vitest';
import { redactText } from './redact-text.ts';
import { privateKeyText, secretSamples } from './secret-samples.ts';

describe('redacting a text by shape', () => {
  it.each(secretSamples)('takes out a $kind and says so', ({ kind, text, secret }) => {
    const redacted = redactText(`before ${text}\nafter`);
    expect(redacted).toContain(`•••(${kind})`);
    expect(redacted).not.toContain(secret);
    expect(redacted).not.toContain(secret.slice(0, 6));
    expect(redacted.startsWith('before ')).toBe(true);
    expect(redacted.endsWith('\nafter')).toBe(true);
  });

  it('takes out a private key from its first line to its last', () => {
    expect(redactText(`a\n${privateKeyText}\nb (c)`)).toBe('a\n•••(private key)\nb (c)');
  });

  it('takes out a private key whose line breaks are escaped', () => {
    const text = JSON.stringify({ key: privateKeyText, other: 'kept' });
    expect(redactText(text)).toBe('{"key":"•••(private key)","other":"kept"}');
  });

  it('takes out a private key that is cut off, up to where it stops looking like one', () => {
    expect(redactText(`${privateKeyText.slice(0, 200)}\n(cut)`)).toBe('•••(private key)(cut)');
  });

  it('takes out every one of several', () => {
    const [first, second] = [secretSamples[0]?.text, secretSamples[1]?.text];
    expect(redactText(`${first},${second} ${first}`)).toBe(
      '•••(countersign token),•••(github token) •••(countersign token)',
    );
  });

  it.each([
    'task-list-for-the-whole-team-of-2024',
    'the risk-assessment-document-number-12',
    'http://localhost:8080/path and ssh://host:22',
    'max_tokens = 4096, "js-tokens": "^4.0.0", tokenizer: "fast-and-loose"',
    'password = $PASSWORD; token=$(cat token)',
    'a '.repeat(50),
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'the bearer of bad news',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
  ])('leaves %j alone', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('changes nothing the second time', () => {
    for (const { text } of secretSamples) expect(redactText(redactText(`x ${text} y`))).toBe(redactText(`x ${text} y`));
  });
});
