import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../test/manual-clock.ts';
import { Clients } from './clients.ts';

let folder: string;
let path: string;
const open = (): Promise<Clients> => Clients.open(path, new ManualClock());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clients-'));
  path = join(folder, 'clients.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('clients', () => {
  it('are known by their token, also after a restart', async () => {
    const clients = await open();
    const { token } = await clients.add('Claude Code');
    expect(token).toMatch(/^csn_[\w-]{43}$/);
    expect(clients.identify(token)).toBe('Claude Code');
    expect((await open()).identify(token)).toBe('Claude Code');
    expect(clients.identify(`${token}x`)).toBeUndefined();
    expect(clients.identify('')).toBeUndefined();
  });

  it('leave no token on disk, in a file for this user alone', async () => {
    const { token } = await (await open()).add('a');
    expect(readFileSync(path, 'utf8')).not.toContain(token.slice(4));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('that run into a deadline nobody knew are answered a fifth sooner from then on, until a person says their pace', async () => {
    const clients = await open();
    await clients.add('a');
    expect(clients.paceOf('a').answerWithinMs).toBeNull();
    clients.ranOut('a', 5_000);
    expect(clients.paceOf('a').answerWithinMs).toBe(4_000);
    // One that the machine was slow to hear of says less than the first.
    clients.ranOut('a', 9_000);
    expect(clients.paceOf('a').answerWithinMs).toBe(4_000);
    await clients.setPace('a', { answer_within_ms: 30_000, progress_extends: false });
    expect(clients.paceOf('a').answerWithinMs).toBe(30_000);
  });

  it('are worth nothing once revoked, and listeners hear of it', async () => {
    const clients = await open();
    const revoked: string[] = [];
    clients.onRevoked((name) => void revoked.push(name));
    const { token } = await clients.add('a');
    await clients.revoke('a');
    expect(clients.identify(token)).toBeUndefined();
    expect(revoked).toEqual(['a']);
    expect((await open()).identify(token)).toBeUndefined();
  });

  it('can take the name of a revoked one, with a token of their own', async () => {
    const clients = await open();
    const old = await clients.add('a');
    await expect(clients.add('a')).rejects.toThrow(/already/);
    await clients.revoke('a');
    const fresh = await clients.add('a');
    expect(clients.identify(old.token)).toBeUndefined();
    expect(clients.identify(fresh.token)).toBe('a');
  });

  it('refuse to revoke a stranger', async () => {
    await expect((await open()).revoke('nobody')).rejects.toThrow(/no client named nobody/);
  });

  it('count connections and say when they change', async () => {
    const clients = await open();
    await clients.add('a');
    const left = clients.connected('a', 'claude 1');
    expect(clients.connectedCount()).toBe(1);
    expect(clients.list()[0]).toMatchObject({ connections: 1, claims: 'claude 1' });
    left();
    left();
    expect(clients.list()[0]?.connections).toBe(0);
    // The sighting is still being written.
    await clients.close();
  });

  it('never overwrite a file that cannot be read', async () => {
    writeFileSync(path, '{"version": 1, "clients": "none"}');
    await expect(open()).rejects.toThrow(/left as it is/);
    expect(readFileSync(path, 'utf8')).toContain('"none"');
  });
});
