/** Files handed over in pieces: resumable, bound to their owner, and gone afterwards. */
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modernAgent } from '../../../../test/agents.ts';
import { type FileAgent, FREE_POLICY, openFileAgent } from './testing/file-agent.ts';

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

let files: FileAgent;
let at: FileAgent['at'];
beforeEach(async () => {
  files = await openFileAgent();
  ({ at } = files);
});
afterEach(() => files.close());

const left = (): string[] => readdirSync(join(files.app.dataDir, 'transfers'));

describe('download_file', () => {
  it('hands out a file in pieces, a lost one again, with the hash of the whole', async () => {
    const bytes = randomBytes(2500);
    writeFileSync(at('a.bin'), bytes);
    const first = await files.value('download_file', { path: at('a.bin'), chunk_size: 1000 });
    expect(first).toMatchObject({
      total_size: 2500,
      chunk_offset: 0,
      next_offset: 1000,
      is_complete: false,
      sha256: sha(bytes),
    });
    const id = first.transfer_id;
    const parts = [first];
    for (const offset of [1000, 1000, 2000]) {
      parts.push(await files.value('download_file', { path: at('a.bin'), chunk_size: 1000, offset, transfer_id: id }));
    }
    expect(parts.at(-1)).toMatchObject({ is_complete: true, next_offset: null, chunk_size: 500 });
    const [a, , b, c] = parts.map((part) => Buffer.from(String(part.chunk_data), 'base64'));
    expect(Buffer.concat([a!, b!, c!]).equals(bytes)).toBe(true);
    expect(await files.value('download_file', { path: at('a.bin'), transfer_id: id })).toMatchObject({
      code: 'UNKNOWN_TRANSFER',
    });
  });

  it('refuses to go on with a file that changed', async () => {
    writeFileSync(at('a'), 'x'.repeat(100));
    const { transfer_id } = await files.value('download_file', { path: at('a'), chunk_size: 10 });
    appendFileSync(at('a'), 'more');
    expect(
      await files.value('download_file', { path: at('a'), chunk_size: 10, offset: 10, transfer_id }),
    ).toMatchObject({ code: 'FILE_CHANGED' });
  });

  it('asks once for a whole transfer', async () => {
    await files.app.setPolicy(FREE_POLICY.replace('  rules:\n', '  rules:\n    - { verdict: ask, do: [read] }\n'));
    writeFileSync(at('a'), 'x'.repeat(100));
    const first = files.value('download_file', { path: at('a'), chunk_size: 60 });
    await files.approve();
    const { transfer_id } = await first;
    const last = await files.value('download_file', { path: at('a'), chunk_size: 60, offset: 60, transfer_id });
    expect(last).toMatchObject({ is_complete: true, rule: { id: 'builtin.own-transfer' } });
  });

  it('is unknown to another client, another session and another path', async () => {
    writeFileSync(at('a'), 'x'.repeat(100));
    writeFileSync(at('b'), 'x'.repeat(100));
    const session_id = (await files.value('create_session', { working_dir: files.app.workspace })).session_id;
    const { transfer_id } = await files.value('download_file', { session_id, path: 'a', chunk_size: 10 });
    const other = await modernAgent({ endpoint: files.app.endpoint, token: await files.app.addClient('Other') });
    expect((await other.call('download_file', { path: at('a'), transfer_id })).value.code).toBe('UNKNOWN_TRANSFER');
    await other.close();
    expect(await files.value('download_file', { path: at('a'), transfer_id })).toMatchObject({
      code: 'UNKNOWN_TRANSFER',
    });
    expect(await files.value('download_file', { session_id, path: 'b', transfer_id })).toMatchObject({
      code: 'UNKNOWN_TRANSFER',
    });
    await files.call('kill_session', { session_id });
    expect(await files.value('download_file', { session_id, path: 'a', transfer_id })).toMatchObject({
      code: 'UNKNOWN_SESSION',
    });
  });
});

describe('upload_file', () => {
  const piece = (bytes: Uint8Array, more: object) =>
    files.value('upload_file', { path: at('up.bin'), chunk_data: base64(bytes), ...more });

  it('writes the file at the end, as a whole, and keeps nothing', async () => {
    const bytes = randomBytes(3000);
    const first = await piece(bytes.subarray(0, 1000), {});
    expect(first).toMatchObject({ is_complete: false, next_offset: 1000 });
    const { transfer_id } = first;
    await piece(bytes.subarray(1000, 2000), {
      transfer_id,
      chunk_offset: 1000,
      chunk_sha256: sha(bytes.subarray(1000, 2000)),
    });
    expect(existsSync(at('up.bin'))).toBe(false);
    expect(left()).toEqual([transfer_id]);
    const last = await piece(bytes.subarray(2000), {
      transfer_id,
      chunk_offset: 2000,
      is_last: true,
      sha256: sha(bytes),
    });
    expect(last).toMatchObject({ is_complete: true, sha256: sha(bytes), bytes_received: 3000 });
    expect(readFileSync(at('up.bin')).equals(bytes)).toBe(true);
    expect(left()).toEqual([]);
  });

  it('takes a small file in one piece', async () => {
    expect(await piece(Buffer.from('small'), { is_last: true })).toMatchObject({
      is_complete: true,
      transfer_id: null,
    });
    expect(readFileSync(at('up.bin'), 'utf8')).toBe('small');
  });

  it('takes no piece out of order, twice, overlapping, damaged or for another path', async () => {
    const { transfer_id } = await piece(Buffer.from('0123456789'), {});
    for (const chunk_offset of [0, 5, 11, 9]) {
      const value = await piece(Buffer.from('x'), { transfer_id, chunk_offset });
      expect(value).toMatchObject({ code: 'BAD_INPUT' });
      expect(value.message).toContain('the next byte that is missing is 10');
      expect(value.hint).toBe('Send the piece that begins at 10.');
    }
    expect((await piece(Buffer.from('x'), { chunk_offset: 10 })).hint).toContain('Say transfer_id');
    const damaged = await piece(Buffer.from('x'), { transfer_id, chunk_offset: 10, chunk_sha256: '0'.repeat(64) });
    expect(damaged.message).toContain(`1 byte with the SHA-256 ${sha(Buffer.from('x'))}, and chunk_sha256 says 0000`);
    const cut = await files.value('upload_file', { path: at('up.bin'), chunk_data: 'QUJD\nREVG', is_last: true });
    expect(cut.message).toContain('chunk_data is not base64');
    expect(cut.message).toContain('another character stands at position 5 of 9');
    expect(
      await piece(Buffer.from('x'), { transfer_id, chunk_offset: 10, chunk_sha256: '0'.repeat(64) }),
    ).toMatchObject({ code: 'BAD_INPUT' });
    expect(
      await piece(Buffer.from('x'), { transfer_id, chunk_offset: 10, is_last: true, sha256: '0'.repeat(64) }),
    ).toMatchObject({ code: 'BAD_INPUT' });
    expect(
      await files.value('upload_file', { path: at('other'), chunk_data: 'eA==', chunk_offset: 10, transfer_id }),
    ).toMatchObject({ code: 'UNKNOWN_TRANSFER' });
    expect(await piece(Buffer.from(''), { chunk_data: '!!!!' })).toMatchObject({ code: 'BAD_INPUT' });
  });

  it('does not let two pieces at once take the same place', async () => {
    const { transfer_id } = await piece(Buffer.from('ab'), {});
    const both = await Promise.all([1, 2].map((n) => piece(Buffer.from(`${n}`), { transfer_id, chunk_offset: 2 })));
    expect(both.filter(({ success }) => success === true)).toHaveLength(1);
    const last = await piece(Buffer.from('z'), { transfer_id, chunk_offset: 3, is_last: true });
    expect(last).toMatchObject({ is_complete: true });
    expect(readFileSync(at('up.bin'), 'utf8')).toMatch(/^ab[12]z$/);
  });

  it('has a quota, a cap and a largest file', async () => {
    await files.app.setPolicy(`${FREE_POLICY}  max_write_size: 100B\n  transfers: { quota: 150B, per_client: 2 }\n`);
    const big = await piece(Buffer.alloc(101), { is_last: true });
    expect(big).toMatchObject({ code: 'FILE_TOO_LARGE' });
    const { transfer_id } = await piece(Buffer.alloc(90), {});
    expect(await piece(Buffer.alloc(20), { transfer_id, chunk_offset: 90 })).toMatchObject({ code: 'FILE_TOO_LARGE' });
    expect(await files.value('upload_file', { path: at('b'), chunk_data: base64(Buffer.alloc(80)) })).toMatchObject({
      code: 'TRANSFER_LIMIT',
    });
    await files.value('upload_file', { path: at('b'), chunk_data: base64(Buffer.alloc(1)) });
    expect(await files.value('upload_file', { path: at('c'), chunk_data: base64(Buffer.alloc(1)) })).toMatchObject({
      code: 'TRANSFER_LIMIT',
    });
  });

  it('ends with its session, and leaves nothing', async () => {
    const session_id = (await files.value('create_session', { working_dir: files.app.workspace })).session_id;
    await files.value('upload_file', { session_id, path: 'x', chunk_data: 'eA==' });
    expect(left()).toHaveLength(1);
    await files.call('kill_session', { session_id });
    await expect.poll(left).toEqual([]);
  });

  it('keeps what came when the person says no, so that the end can be sent again', async () => {
    await files.app.setPolicy(FREE_POLICY.replace('allow, do: [create', 'ask, do: [create'));
    const { transfer_id } = await piece(Buffer.from('ab'), {});
    const no = piece(Buffer.from('c'), { transfer_id, chunk_offset: 2, is_last: true });
    const card = await files.app.nextCard();
    await files.app.call('approvals.deny', { id: card.id, digest: card.digest });
    expect(await no).toMatchObject({ code: 'APPROVAL_DENIED' });
    await files.app.setPolicy(FREE_POLICY);
    const yes = piece(Buffer.from('c'), { transfer_id, chunk_offset: 2, is_last: true });
    expect(await yes).toMatchObject({ is_complete: true });
    expect(readFileSync(at('up.bin'), 'utf8')).toBe('abc');
  });
});

describe('mistakes of a gateway before this one', () => {
  it('D7: a link in the way of a temporary file is never written through', async () => {
    mkdirSync(at('../outside'));
    writeFileSync(at('../outside/victim'), 'untouched');
    for (const name of ['up.bin.tmp', 'up.bin.part', '.up.bin.tmp']) symlinkSync(at('../outside/victim'), at(name));
    await files.value('upload_file', { path: at('up.bin'), chunk_data: 'eA==', is_last: true });
    expect(readFileSync(at('../outside/victim'), 'utf8')).toBe('untouched');
    expect(readFileSync(at('up.bin'), 'utf8')).toBe('x');
  });

  it('D8: ids cannot be guessed, and there is no moment without the file', async () => {
    writeFileSync(at('up.bin'), 'old');
    const { transfer_id } = await files.value('upload_file', { path: at('up.bin'), chunk_data: 'eA==' });
    expect(transfer_id).toMatch(/^trf_[0-9a-hjkmnp-tv-z]{26}$/);
    expect(transfer_id).not.toBe(
      (await files.value('upload_file', { path: at('up.bin'), chunk_data: 'eA==' })).transfer_id,
    );
    let gone = 0;
    const watch = setInterval(() => {
      if (!existsSync(at('up.bin'))) gone += 1;
    }, 0);
    for (let round = 0; round < 20; round += 1) {
      await files.value('upload_file', { path: at('up.bin'), chunk_data: 'eA==', is_last: true });
    }
    clearInterval(watch);
    expect(gone).toBe(0);
  });

  it('D8: endings that the policy blocks are not written, in any letter case', async () => {
    await files.app.setPolicy(`${FREE_POLICY}  blocked_extensions: [.so, .tar.gz]\n`);
    for (const name of ['a.so', 'a.SO', 'a.tar.gz']) {
      expect(await files.value('upload_file', { path: at(name), chunk_data: 'eA==', is_last: true })).toMatchObject({
        code: 'POLICY_DENIED',
      });
      expect(await files.value('write_file', { path: at(name), content: '' })).toMatchObject({ code: 'POLICY_DENIED' });
    }
    writeFileSync(at('a'), '');
    expect(await files.value('move_file', { source: at('a'), destination: at('a.so') })).toMatchObject({
      code: 'POLICY_DENIED',
    });
    expect(existsSync(at('a.so'))).toBe(false);
    unlinkSync(at('a'));
  });

  it('D9: no negative, fractional or endless number gets past a limit', async () => {
    writeFileSync(at('a'), 'x'.repeat(100));
    for (const bad of [-1, -0.5, 1.5, 1e300, '10', null, true]) {
      expect(await files.value('read_file', { path: at('a'), limit: bad })).toMatchObject({ code: 'BAD_INPUT' });
      expect(await files.value('read_file', { path: at('a'), offset: bad })).toMatchObject({ code: 'BAD_INPUT' });
      expect(await files.value('read_file', { path: at('a'), start_line: bad })).toMatchObject({ code: 'BAD_INPUT' });
      expect(await files.value('download_file', { path: at('a'), chunk_size: bad })).toMatchObject({
        code: 'BAD_INPUT',
      });
      expect(await files.value('upload_file', { path: at('a'), chunk_data: '', chunk_offset: bad })).toMatchObject({
        code: 'BAD_INPUT',
      });
      expect(await files.value('list_directory', { path: at('.'), limit: bad })).toMatchObject({ code: 'BAD_INPUT' });
    }
  });
});
