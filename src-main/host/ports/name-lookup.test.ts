import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, type NameServer, openNameServer } from '../../../test/name-server.ts';
import { systemNameLookup } from './name-lookup.ts';

let server: NameServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const serve = async (answers: Readonly<Record<string, Answer>>): Promise<NameServer> => {
  server = await openNameServer((type, name) => answers[`${type} ${name}`] ?? 3);
  return server;
};
const names = systemNameLookup();

describe('a name', () => {
  it('is looked up for IPv4 and IPv6, once each, at the servers that are named', async () => {
    const { address, asked } = await serve({
      'A chall.example.org': ['203.0.113.7', '203.0.113.8'],
      'AAAA chall.example.org': ['2001:db8::7'],
    });
    expect(await names.lookUp('chall.example.org', [address])).toEqual(['203.0.113.7', '203.0.113.8', '2001:db8::7']);
    expect([...asked].sort()).toEqual(['A chall.example.org', 'AAAA chall.example.org']);
  });

  it('of one family alone is that', async () => {
    const { address } = await serve({ 'A four.example.org': ['203.0.113.7'], 'AAAA four.example.org': [] });
    expect(await names.lookUp('four.example.org', [address])).toEqual(['203.0.113.7']);
  });

  it('that does not exist stands for nothing', async () => {
    const { address } = await serve({});
    expect(await names.lookUp('nowhere.example.org', [address])).toEqual([]);
  });

  it('of which half the answer failed is an error: nobody knows all of it', async () => {
    const { address } = await serve({ 'A half.example.org': ['203.0.113.7'], 'AAAA half.example.org': 2 });
    await expect(names.lookUp('half.example.org', [address])).rejects.toThrow(/SERVFAIL/u);
  });

  it('is looked up as this machine does it where no servers are named', async () => {
    expect(await names.lookUp('localhost', [])).toContain('127.0.0.1');
  });
});
