import { describe, expect, it } from 'vitest';
import { knock } from './knock.ts';

const PORT = 7717;
const request = (headers: Record<string, string[]>, url: string | undefined = '/mcp') => ({
  headersDistinct: headers,
  ...(url === undefined ? {} : { url }),
});

describe('a knock', () => {
  it.each(['127.0.0.1:7717', 'localhost:7717'])('with the exact Host %s and no Origin may go on', (host) => {
    expect(knock(request({ host: [host] }), PORT)).toBeUndefined();
  });

  it('from our own page may go on', () => {
    expect(knock(request({ host: ['127.0.0.1:7717'], origin: ['http://127.0.0.1:7717'] }), PORT)).toBeUndefined();
  });

  it.each([
    [[]],
    [['']],
    [['evil.com']],
    [['evil.com:7717']],
    [['127.0.0.1']],
    [['127.0.0.1:7718']],
    [['127.0.0.1.evil.com:7717']],
    [['localhost.:7717']],
    [['LOCALHOST:7717']],
    [['[::1]:7717']],
    [['0x7f000001:7717']],
    [['127.0.0.1:7717', '127.0.0.1:7717']],
    [['127.0.0.1:7717', 'evil.com']],
    [['user@127.0.0.1:7717']],
  ])('with Host %j is refused', (host) => {
    expect(knock(request({ host }), PORT)?.status).toBe(403);
  });

  it.each([
    'null',
    '',
    'http://evil.com',
    'https://127.0.0.1:7717',
    'http://127.0.0.1:7718',
    'http://localhost:7717',
    'http://127.0.0.1:7717.evil.com',
    'file://',
  ])('from the page origin %j is refused', (origin) => {
    expect(knock(request({ host: ['127.0.0.1:7717'], origin: [origin] }), PORT)?.status).toBe(403);
  });

  it.each(['http://127.0.0.1:7717/mcp', '*', 'mcp'])('for the target %j is refused', (url) => {
    expect(knock(request({ host: ['127.0.0.1:7717'] }, url), PORT)?.status).toBe(400);
  });
});
