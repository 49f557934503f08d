/** What one answer does not hold is a link away: fetched by the client that it was given to, under the policy of that moment. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bridgeAgent, legacyAgent, modernAgent } from '../../../../test/agents.ts';
import { type FileAgent, FREE_POLICY, openFileAgent } from './testing/file-agent.ts';

const LARGE = 1_500_000;
let files: FileAgent;
let at: FileAgent['at'];
beforeEach(async () => {
  files = await openFileAgent();
  ({ at } = files);
});
afterEach(() => files.close());

const uriOf = (path: string, session = '-'): string => `countersign://files/${session}${path}`;

describe('a file that is larger than one answer', () => {
  it('comes with a link to all of it, text as text and everything else as base64', async () => {
    writeFileSync(at('long.txt'), 'é'.repeat(LARGE / 2));
    const bytes = randomBytes(LARGE);
    writeFileSync(at('a b%.png'), bytes);
    const text = await files.call('read_file', { path: at('long.txt') });
    expect(text.value).toMatchObject({ truncated: true });
    expect(text.links).toEqual([uriOf(at('long.txt'))]);
    expect(await files.agent.read(text.links[0] ?? '')).toBe('é'.repeat(LARGE / 2));
    const image = await files.call('read_file', { path: at('a b%.png'), limit: 10 });
    expect(image.links).toEqual([uriOf(at('a%20b%25.png'))]);
    expect(await files.agent.read(image.links[0] ?? '')).toBe(bytes.toString('base64'));
    expect((await files.call('read_file', { path: at('long.txt'), limit: LARGE })).links).toEqual([]);
  });

  it('is fetched by every client in the same way', { timeout: 60_000 }, async () => {
    writeFileSync(at('long'), 'x'.repeat(LARGE));
    const { endpoint, dataDir } = files.app;
    for (const [name, open] of Object.entries({ legacyAgent, modernAgent, bridgeAgent })) {
      const agent = await open({ endpoint, dataDir, token: await files.app.addClient(name) });
      const { links } = await agent.call('read_file', { path: at('long') });
      expect([name, (await agent.read(links[0] ?? '')).length]).toEqual([name, LARGE]);
      await agent.close();
    }
  });

  it('has no link where not even that may hold it', async () => {
    await files.app.setPolicy(`${FREE_POLICY}  max_read_size: 1000B\n`);
    writeFileSync(at('long'), 'x'.repeat(1001));
    expect((await files.call('read_file', { path: at('long') })).links).toEqual([]);
    await expect(files.agent.read(uriOf(at('long')))).rejects.toThrow(/allows at most/);
    expect(await files.value('read_file', { path: at('long'), whole: true })).toMatchObject({ code: 'FILE_TOO_LARGE' });
    expect(await files.value('read_file', { path: at('long'), whole: true, limit: 5 })).toMatchObject({
      code: 'BAD_INPUT',
    });
  });
});

describe('the address of a file', () => {
  it('is one of a session for its own client alone, and as long as it lasts', async () => {
    writeFileSync(at('long'), 'x'.repeat(LARGE));
    const { session_id } = await files.value('create_session', { working_dir: files.app.workspace });
    const { links } = await files.call('read_file', { session_id, path: 'long' });
    expect(links).toEqual([uriOf(at('long'), String(session_id))]);
    const other = await modernAgent({ endpoint: files.app.endpoint, token: await files.app.addClient('Other') });
    await expect(other.read(links[0] ?? '')).rejects.toThrow(/no session/);
    await other.close();
    expect(await files.agent.read(links[0] ?? '')).toHaveLength(LARGE);
    await files.call('kill_session', { session_id });
    await expect(files.agent.read(links[0] ?? '')).rejects.toThrow(/no session/);
  });

  it('opens nothing that read_file would not, and is decided on anew each time', async () => {
    mkdirSync(at('.ssh'));
    writeFileSync(at('.ssh/id'), 'SECRET');
    writeFileSync(at('../beside'), 'SECRET');
    symlinkSync('../beside', at('link'));
    for (const path of [
      '/etc/passwd',
      at('.ssh/id'),
      at('link'),
      '/proc/self/environ',
      `${files.app.dataDir}/policy.yaml`,
    ]) {
      await expect(files.agent.read(uriOf(path)), path).rejects.toThrow(/outside|blocks/);
    }
    writeFileSync(at('a'), 'a');
    expect(await files.agent.read(uriOf(at('a')))).toBe('a');
    await files.app.setPolicy(FREE_POLICY.replace('  rules:\n', '  rules:\n    - { verdict: deny, do: [read] }\n'));
    await expect(files.agent.read(uriOf(at('a')))).rejects.toThrow(/denies/);
    const tools = (await files.app.audit()).flatMap(({ body }) => (body.type === 'requested' ? [body.tool] : []));
    expect(new Set(tools)).toEqual(new Set(['read_file']));
  });

  it('has one spelling, and is never a file’s own URL', async () => {
    writeFileSync(at('a'), 'a');
    const uri = uriOf(at('a'));
    const odd = [
      pathToFileURL(at('a')).href,
      uri.replace('/a', '/./a'),
      uri.replace('/a', '/x/../a'),
      uri.replace('/a', '/%2e%2e/a'),
      uri.replace(/\/a$/, '//a'),
      uri.replace(/\/a$/, '/%61'),
      uri.replace(/\/a$/, '%2Fa'),
      uri.replace(/\/a$/, '/a%00'),
      uri.replace(/\/a$/, '/%ff'),
      uri.replace('/-/', '/~/'),
      uri.replace('/-/', '//'),
      `${uri}?x`,
      `${uri}/`,
      'countersign://files/',
      'countersign://files/-',
    ];
    for (const each of odd) await expect(files.agent.read(each), each).rejects.toThrow(/no such resource|NUL/);
  });
});
