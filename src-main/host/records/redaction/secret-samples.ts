/** Made-up secrets for tests, put together at run time so that no scanner of this repository takes them for real ones. */
const run = (characters: string, length: number): string =>
  Array.from({ length }, (_, index) => characters[(index * 7 + 3) % characters.length]).join('');
const alphanumeric = 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0z';

export const privateKeyText = [
  '-----BEGIN OPENSSH PRIVATE ' + 'KEY-----',
  ...Array.from({ length: 24 }, () => run(`${alphanumeric}+/`, 70)),
  '-----END OPENSSH PRIVATE ' + 'KEY-----',
].join('\n');

/** Each with what a marker calls it and the part that must never be seen. */
export const secretSamples: readonly { readonly kind: string; readonly text: string; readonly secret: string }[] = [
  ['countersign token', 'csn_', run(alphanumeric, 43)],
  ['github token', 'ghp_', run(alphanumeric, 36)],
  ['github token', 'github_pat_', run(`${alphanumeric}_`, 82)],
  ['gitlab token', 'glpat-', run(alphanumeric, 20)],
  ['slack token', 'xoxb-', run('1234567890-', 40)],
  ['stripe key', 'sk_live_', run(alphanumeric, 24)],
  ['api key', 'sk-', `ant-api03-${run(alphanumeric, 60)}`],
  ['aws key', 'AKIA', run('ABCDEFGHIJ234567', 16)],
  ['google key', 'AIza', run(alphanumeric, 35)],
  ['npm token', 'npm_', run(alphanumeric, 36)],
  ['jwt', 'eyJ', `${run(alphanumeric, 30)}.eyJ${run(alphanumeric, 80)}.${run(alphanumeric, 43)}`],
  ['bearer token', 'Bearer ', run(`${alphanumeric}.~`, 40)],
  ['credentials', 'Cookie: ', `id=${run(alphanumeric, 30)}`],
  ['password', 'https://anna:', run(alphanumeric, 18)],
  ['secret', 'DB_PASSWORD=', run(alphanumeric, 18)],
].map(([kind = '', start = '', secret = '']) => ({
  kind,
  text: `${start}${secret}${kind === 'password' ? '@example.org' : ''}`,
  secret,
}));
