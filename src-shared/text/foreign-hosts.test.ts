import { expect, it } from 'vitest';
import { foreignHosts } from './index.ts';

it.each([
  ['https://pаypal.com/x', 'pаypal.com', 'xn--pypal-4ve.com'],
  ['git@gіthub.com:anna/x', 'gіthub.com', 'xn--gthub-n2e.com'],
  ['https://anna:pw@пример.рф:80/', 'пример.рф', 'xn--e1afmkfd.xn--p1ai'],
  ['--host=аррӏе.com', 'аррӏе.com', 'xn--80ak6aa92e.com'],
  ['http://ｇoogle。com', 'ｇoogle。com', 'google.com'],
])('%s holds a host that is looked up under another name', (text, host, lookedUpAs) => {
  expect(foreignHosts([text])).toEqual([{ host, lookedUpAs }]);
});

it.each(['https://example.com/é', 'réponse.txt', 'הודעה.txt', 'пример', 'https://[::1]/', '://..'])(
  '%s holds none that misleads',
  (text) => expect(foreignHosts([text])).toEqual([]),
);

it('names each once, and takes no longer for a text without an end', () => {
  expect(foreignHosts(['pаypal.com', 'x pаypal.com'])).toHaveLength(1);
  const endless = ['é'.repeat(65_000), `://${'é@'.repeat(30_000)}`, 'é.'.repeat(30_000)];
  expect(foreignHosts(endless).length).toBeLessThan(2);
});
