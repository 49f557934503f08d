/** Whatever path an agent writes and wherever it leads: a rule with a path hole allows it only if both lie in scope. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ask, loadPolicy, policyWith } from '../fixtures/load-policy.ts';

const part = fc.constantFrom(
  'a',
  'out',
  '..',
  '.',
  '',
  '.env',
  '.ssh',
  'code',
  'home',
  'anna',
  'etc',
  '~',
  'data',
  'x:y',
  '-',
  '...',
);
const written = fc
  .tuple(fc.constantFrom('', '', './', '/', '/home/anna/code/', '/home/anna/'), fc.array(part, { maxLength: 5 }))
  .map(([start, parts]) => start + parts.join('/'));
const canonical = fc
  .array(fc.constantFrom('a', 'out', '.env', '.ssh', 'code', 'home', 'anna', 'etc', 'data'))
  .map((parts) => `/${parts.join('/')}`);

const policy = loadPolicy(
  policyWith(`
rules:
  - { verdict: allow, args: [read, "<path:read>"] }
  - { verdict: allow, args: [write], flags: { "-o": "<path:write>", "--out": "<path:write>" } }
`),
);

/** The scopes of the policy above, said again in other words. */
function inScope(path: string, access: 'read' | 'write'): boolean {
  const root = access === 'read' ? '/home/anna/code' : '/home/anna/code/out';
  const names = path.split('/');
  return (path === root || path.startsWith(`${root}/`)) && !names.includes('.ssh') && names.at(-1) !== '.env';
}

/** Where a path points by its spelling, from /home/anna/code. */
function spelt(path: string): string {
  const names: string[] = path.startsWith('/') ? [] : ['home', 'anna', 'code'];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}

it('a path is allowed only where its spelling and its end are both in scope', () => {
  const seen = { allow: 0 };
  fc.assert(
    fc.property(written, canonical, fc.boolean(), fc.nat({ max: 3 }), (word, leads, honest, form) => {
      const path = honest ? spelt(word) : leads;
      const args =
        [
          ['read', word],
          ['write', '-o', word],
          ['write', `--out=${word}`],
          ['write', `-o${word}`],
        ][form] ?? [];
      const { verdict } = ask(policy, args, { paths: [{ named: word, path }] });
      const access = form === 0 ? 'read' : 'write';
      if (verdict !== 'allow') return;
      seen.allow += 1;
      expect([word, path, inScope(path, access) && inScope(spelt(word), access)]).toEqual([word, path, true]);
    }),
    { numRuns: 30_000 },
  );
  expect(seen.allow).toBeGreaterThan(300);
});
