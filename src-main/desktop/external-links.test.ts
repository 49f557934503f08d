import { describe, expect, it } from 'vitest';
import { externalLinks } from './external-links.ts';
import { fakeElectron } from './testing/fake-electron.ts';
import { fakeLog } from './testing/fake-surroundings.ts';

const listed = ['https://docs.example/policy'];

const hostile = [
  'javascript:alert(1)',
  'file:///etc/passwd',
  'vbscript:x',
  'data:text/html,<script>',
  'smb://server/share',
  'ms-msdt:/id',
  'app://countersign/',
  '-flag',
  '$(touch /tmp/x)',
  'https://user:pass@docs.example/policy',
  '',
];

describe('links out of the app', () => {
  it('opens a page that is on the list, in its parsed spelling', async () => {
    const fake = fakeElectron();
    const links = externalLinks(fake.parts.shell, listed, fakeLog());
    links.openListed('HTTPS://docs.example:443/./policy');
    expect(fake.opened).toEqual(['https://docs.example/policy']);
  });

  it.each([
    ...hostile,
    'https://docs.example/policy?x',
    'https://docs.example/policy/../other',
    'http://docs.example/policy',
  ])('ignores %j when a page asks for it, and logs that', (url) => {
    const fake = fakeElectron();
    const log = fakeLog();
    externalLinks(fake.parts.shell, listed, log).openListed(url);
    expect(fake.opened).toEqual([]);
    expect(log.lines.map((line) => line.level)).toEqual(['warn']);
  });

  it.each(hostile)('refuses %j from the host too', async (url) => {
    const fake = fakeElectron();
    await expect(externalLinks(fake.parts.shell, listed, fakeLog()).open(url)).rejects.toThrow(TypeError);
    expect(fake.opened).toEqual([]);
  });

  it('opens any web address that the host vouches for', async () => {
    const fake = fakeElectron();
    await externalLinks(fake.parts.shell, [], fakeLog()).open('https://login.example/oauth?x=$(y)');
    expect(fake.opened).toEqual(['https://login.example/oauth?x=$(y)']);
  });
});
