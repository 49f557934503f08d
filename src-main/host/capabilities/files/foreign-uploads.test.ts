/** Uploads and downloads that are somebody else’s, too old or too many, and numbers that are none: nothing of it gets anywhere. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClientName, Refused, type TransferId } from '#shared/model/index.ts';
import { modernAgent } from '../../../../test/agents.ts';
import { ManualClock } from '../../../../test/manual-clock.ts';
import { type FileAgent, FREE_POLICY, openFileAgent } from './testing/file-agent.ts';
import { Transfers } from './transfers.ts';

describe('an upload', () => {
  let files: FileAgent;
  beforeEach(async () => {
    files = await openFileAgent();
  });
  afterEach(() => files.close());

  it('is unknown to another client and another session, which change nothing about it', async () => {
    const path = files.at('up');
    const session_id = (await files.value('create_session', { working_dir: files.app.workspace })).session_id;
    const other_id = (await files.value('create_session', { working_dir: files.app.workspace })).session_id;
    const { transfer_id } = await files.value('upload_file', { session_id, path, chunk_data: 'YQ==' });
    const next = { path, chunk_data: 'YmFk', chunk_offset: 1, transfer_id };
    const other = await modernAgent({ endpoint: files.app.endpoint, token: await files.app.addClient('Other') });
    for (const more of [{}, { is_last: true }]) {
      expect((await other.call('upload_file', { ...next, ...more })).value.code).toBe('UNKNOWN_TRANSFER');
      expect((await other.call('upload_file', { ...next, ...more, session_id })).value.code).toBe('UNKNOWN_SESSION');
      for (const session of [undefined, other_id]) {
        const input = session === undefined ? next : { ...next, session_id: session };
        expect(await files.value('upload_file', { ...input, ...more })).toMatchObject({ code: 'UNKNOWN_TRANSFER' });
      }
    }
    await other.close();
    expect(readdirSync(files.app.workspace)).toEqual([]);
    const last = { session_id, path, chunk_data: 'Yg==', chunk_offset: 1, transfer_id, is_last: true };
    expect(await files.value('upload_file', last)).toMatchObject({ success: true, bytes_received: 2 });
    expect(await files.value('upload_file', last)).toMatchObject({ code: 'UNKNOWN_TRANSFER' });
  });

  it('is not a download, nor the other way round', async () => {
    writeFileSync(files.at('a'), 'x'.repeat(100));
    const up = await files.value('upload_file', { path: files.at('a'), chunk_data: 'YQ==' });
    expect(await files.value('download_file', { path: files.at('a'), transfer_id: up.transfer_id })).toMatchObject({
      code: 'UNKNOWN_TRANSFER',
    });
    const down = await files.value('download_file', { path: files.at('a'), chunk_size: 10 });
    expect(
      await files.value('upload_file', { path: files.at('a'), chunk_data: 'YQ==', transfer_id: down.transfer_id }),
    ).toMatchObject({ code: 'UNKNOWN_TRANSFER' });
  });

  it('opens no door to a file that only a person may let be read', async () => {
    await files.app.setPolicy(FREE_POLICY.replace('  rules:\n', '  rules:\n    - { verdict: ask, do: [read] }\n'));
    writeFileSync(files.at('a'), 'for the person to say');
    const { transfer_id } = await files.value('upload_file', { path: files.at('a'), chunk_data: 'YQ==' });
    expect(await files.value('download_file', { path: files.at('a'), transfer_id })).toMatchObject({
      code: 'UNKNOWN_TRANSFER',
    });
    expect(await files.app.call('approvals.list', { state: 'pending' })).toEqual([]);
  });

  it('takes no piece that is larger than a piece may be, or no base64', async () => {
    const path = files.at('up');
    const large = Buffer.alloc(2 * 1024 * 1024 + 1).toString('base64');
    expect(await files.value('upload_file', { path, chunk_data: large })).toMatchObject({ code: 'BAD_INPUT' });
    for (const chunk_data of ['YQ', 'YQ=', 'Y Q==', 'YQ==\n', 'YQ==YQ==', '____', 'é']) {
      const { success, code } = await files.value('upload_file', { path, chunk_data, is_last: true });
      if (chunk_data === 'YQ' || chunk_data === 'YQ=') expect(success).toBe(true);
      else expect([chunk_data, code]).toEqual([chunk_data, 'BAD_INPUT']);
    }
  });

  it('of a client that is revoked is gone at once', async () => {
    const other = await modernAgent({ endpoint: files.app.endpoint, token: await files.app.addClient('Other') });
    await other.call('upload_file', { path: files.at('up'), chunk_data: 'YQ==' });
    const left = () => readdirSync(join(files.app.dataDir, 'transfers'));
    expect(left()).toHaveLength(1);
    await files.app.call('clients.revoke', { name: 'Other' });
    await expect.poll(left).toEqual([]);
    await other.close();
  });
});

describe('transfers', () => {
  const owner = { client: ClientName.parse('Claude'), session: null, ended: null };
  const terms = { transferIdleMs: 60_000, transfersPerClient: 4, uploadQuotaBytes: 1000 };
  const codeOf = async (work: () => unknown): Promise<string | null> => {
    try {
      await work();
      return null;
    } catch (error) {
      if (error instanceof Refused) return error.refusal.code;
      throw error;
    }
  };
  let folder: string;
  let clock: ManualClock;
  let transfers: Transfers;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cs-transfers-'));
    writeFileSync(join(folder, 'left-behind'), 'of a host that was killed');
    clock = new ManualClock();
    transfers = await Transfers.open({ folder, clock, terms: () => terms });
  });
  afterEach(async () => {
    await transfers.close();
    rmSync(folder, { recursive: true });
  });

  it('end when they were not used for long, and take what came with them', async () => {
    expect(readdirSync(folder)).toEqual([]);
    const { id } = transfers.begin(owner, '/w/a', null);
    await transfers.append(id, 0, Buffer.from('abc'));
    clock.advance(59_000);
    await transfers.append(id, 3, Buffer.from('d'));
    clock.advance(59_000);
    expect(transfers.find(id, owner, '/w/a').received).toBe(4);
    clock.advance(1_001);
    expect(await codeOf(() => transfers.find(id, owner, '/w/a'))).toBe('UNKNOWN_TRANSFER');
    await expect.poll(() => readdirSync(folder)).toEqual([]);
    expect(await codeOf(() => transfers.append(id, 4, Buffer.from('e')))).toBe('UNKNOWN_TRANSFER');
  });

  it('take pieces in order alone, whatever offset is said', async () => {
    const { id } = transfers.begin(owner, '/w/a', null);
    await transfers.append(id, 0, Buffer.from('abc'));
    for (const offset of [0, 1, 2, 4, 1000, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect([offset, await codeOf(() => transfers.append(id, offset, Buffer.from('x')))]).toEqual([
        offset,
        'BAD_INPUT',
      ]);
    }
    expect((await transfers.received(transfers.find(id, owner, '/w/a'))).toString()).toBe('abc');
  });

  it('of one client share a quota and a number, and those of another have their own', async () => {
    const ids: TransferId[] = [];
    for (let count = 0; count < 4; count += 1) ids.push(transfers.begin(owner, `/w/${count}`, null).id);
    expect(await codeOf(() => transfers.begin(owner, '/w/more', null))).toBe('TRANSFER_LIMIT');
    const other = { ...owner, client: ClientName.parse('Other') };
    transfers.begin(other, '/w/0', null);
    for (const id of ids) await transfers.append(id, 0, Buffer.alloc(250));
    expect(await codeOf(() => transfers.checkQuota(owner.client, 1))).toBe('TRANSFER_LIMIT');
    expect(await codeOf(() => transfers.checkQuota(other.client, 1000))).toBeNull();
    await transfers.end(ids[0] as TransferId);
    expect(await codeOf(() => transfers.checkQuota(owner.client, 250))).toBeNull();
  });
});

describe('numbers that are none', () => {
  const bad = [-1, -0.5, 1.5, 1e300, 2 ** 53, '10', '', '1e3', null, true, [], [1], {}];

  it('are refused for every number that a tool for files takes, before anything is done', async () => {
    const files = await openFileAgent();
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    const headers = { authorization: `Bearer ${await files.app.addClient('Lister')}` };
    await client.connect(new StreamableHTTPClientTransport(new URL(files.app.endpoint), { requestInit: { headers } }));
    writeFileSync(files.at('a'), 'x'.repeat(100));
    const path = files.at('a');
    const fitting: Readonly<Record<string, object>> = {
      read_file: { path },
      list_directory: { path: files.app.workspace },
      search_text: { path, text: 'x' },
      download_file: { path },
      upload_file: { path, chunk_data: 'eA==', is_last: true },
      replace_in_file: { path, old_text: 'x', new_text: 'y' },
      write_file: { path, content: '' },
      make_directory: { path: files.at('d') },
      move_file: { source: path, destination: files.at('b') },
      delete_file: { path },
    };
    const tried: string[] = [];
    for (const { name, inputSchema } of (await client.listTools()).tools) {
      const args = fitting[name];
      if (args === undefined) continue;
      for (const [key, schema] of Object.entries(inputSchema.properties ?? {})) {
        if (!/"type":"(?:integer|number)"/.test(JSON.stringify(schema))) continue;
        tried.push(`${name}.${key}`);
        const isWhole = JSON.stringify(schema).includes('"type":"integer"');
        for (const value of bad.filter((each) => isWhole || each !== 1.5)) {
          const { code, message } = await files.value(name, { ...args, [key]: value });
          expect([name, key, value, code]).toEqual([name, key, value, 'BAD_INPUT']);
          expect(String(message)).toContain(key);
        }
      }
    }
    expect(tried).toEqual(
      expect.arrayContaining([
        'read_file.offset',
        'read_file.limit',
        'search_text.max_results',
        'upload_file.chunk_offset',
      ]),
    );
    expect(readdirSync(files.app.workspace)).toEqual(['a']);
    await client.close();
    await files.close();
  });
});
