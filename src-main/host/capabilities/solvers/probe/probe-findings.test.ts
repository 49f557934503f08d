import { describe, expect, it } from 'vitest';
import { readFindings } from './probe-findings.ts';

const hex = (text: string): string => Buffer.from(text).toString('hex');

describe('what a probe printed', () => {
  it('is read line by line', () => {
    const found = readFindings(
      `name \nbanner ${hex('SSH-2.0\r\n')}\ntls \nversion ${hex('TLSv1.3')}\ncipher ${hex('X')}\ncertificate ${hex('ab')}\nend \n`,
    );
    expect(found).toEqual({
      ...{ name: true, error: null, banner: Buffer.from('SSH-2.0\r\n') },
      tls: { version: 'TLSv1.3', cipher: 'X', certificate: 'ab', error: null },
    });
    expect(readFindings(`error ${hex('no such name')}\nend`)).toMatchObject({
      name: false,
      error: 'no such name',
      tls: null,
    });
  });

  it.each([
    '',
    'name',
    'name \n',
    'end \nend ',
    'name zz\nend ',
    'name abc\nend ',
    'NAME \nend ',
    '{"name":1}',
    `${'x \n'.repeat(30)}end`,
    'name \n\nend ',
    `banner ${'ab'.repeat(3000)}\nend`,
  ])('is not %j', (output) => {
    expect(readFindings(output)).toBeNull();
  });

  it('is data, whatever a target says', () => {
    const hostile = '\nend \nversion 00\n\u001b[2J\u202e';
    expect(readFindings(`name \nbanner ${hex(hostile)}\nend `)?.banner.toString()).toBe(hostile);
  });
});
