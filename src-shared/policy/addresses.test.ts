import { describe, expect, it } from 'vitest';
import { addressWords, canonicalAddress, inCidr, parseCidr, reachOf } from './addresses.ts';

describe('an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:DB8::0:1', '2001:db8::1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::FFFF:0a00:0001', '10.0.0.1'],
    ['0:0:0:0:0:0:0:1', '::1'],
  ])('%s has the one spelling %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  it.each([
    '127.1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '2130706433',
    '010.0.0.1',
    '1.2.3.4.5',
    '1.2.3.256',
    ' 1.2.3.4',
    '1.2.3.4\0',
    '1.2.3.4.',
    // Compatible, not mapped: programs differ in what they make of it.
    '::1.2.3.4',
    '64:ff9b::10.0.0.1',
    'fe80::1%eth0',
    '[::1]',
    '::1/128',
    '1.2.3.4:80',
    '１２７.0.0.1',
    '',
  ])('is not %j', (text) => {
    expect(canonicalAddress(text)).toBeUndefined();
  });

  it.each([
    ['8.8.8.8', 'public'],
    ['203.0.113.7', 'public'],
    ['2606:4700::1', 'public'],
    ['10.0.0.1', 'listed'],
    ['172.16.5.5', 'listed'],
    ['192.168.1.1', 'listed'],
    ['127.0.0.1', 'listed'],
    ['169.254.169.254', 'listed'],
    ['100.64.0.1', 'listed'],
    ['100.100.100.200', 'listed'],
    ['168.63.129.16', 'listed'],
    ['192.0.0.192', 'listed'],
    ['198.18.0.1', 'listed'],
    ['240.0.0.1', 'listed'],
    ['::1', 'listed'],
    ['fe80::1', 'listed'],
    ['fd00:ec2::254', 'listed'],
    ['::102:304', 'listed'],
    ['64:ff9b::a00:1', 'listed'],
    ['64:ff9b:1::1', 'listed'],
    ['2002:a00:1::1', 'listed'],
    ['2001::1', 'listed'],
    ['4000::1', 'listed'],
    ['fec0::1', 'listed'],
    ['0.0.0.0', 'never'],
    ['::', 'never'],
    ['255.255.255.255', 'never'],
    ['224.0.0.1', 'never'],
    ['ff02::1', 'never'],
  ] as const)('%s counts as %s', (address, reach) => {
    expect(reachOf(address)).toBe(reach);
    if (reach !== 'public') expect(addressWords(address)).not.toBe('');
  });
});

describe('a range', () => {
  it('is written with its first address', () => {
    expect(parseCidr('203.0.113.0/24')).toEqual({ ok: true, cidr: { text: '203.0.113.0/24', freeBits: 8 } });
    expect(parseCidr('2001:DB8::/32')).toMatchObject({ ok: true, cidr: { text: '2001:db8::/32' } });
    expect(parseCidr('203.0.113.7/24')).toEqual({
      ok: false,
      problem: 'the range begins at 203.0.113.0: write 203.0.113.0/24',
    });
    for (const wrong of ['203.0.113.0/33', '203.0.113.0/024', 'x/8', '1.2.3.4/', '/8', '1.2.3.0/24/24', '::/129']) {
      expect([wrong, parseCidr(wrong).ok]).toEqual([wrong, false]);
    }
  });

  it('holds addresses of its own family alone', () => {
    expect(inCidr('203.0.113.255', '203.0.113.0/24')).toBe(true);
    expect(inCidr('203.0.114.0', '203.0.113.0/24')).toBe(false);
    expect(inCidr('::1', '0.0.0.0/0')).toBe(false);
    expect(inCidr('1.2.3.4', '::/0')).toBe(false);
  });
});
