import { describe, expect, it } from 'vitest';
import type { TargetQuestion } from '#shared/policy/index.ts';
import { loadPolicy, NOW_MS, problemsOf, warningsOf } from '../fixtures/load-policy.ts';

const policyOf = (targets: string) => loadPolicy(`version: 1\ntargets:\n${targets}`);
const policy = policyOf(`
  - { hosts: [chall.example.org, 203.0.113.7], ports: [31337, "8000-8100"] }
  - { hosts: [198.51.100.0/24, 10.0.0.0/8, 0.0.0.0/0, "::/0"], ports: [80], for: [solvers] }
  - { hosts: [lab.example.org, 10.1.2.3, "::1"], ports: [22], protocol: tcp }
  - { hosts: [time.example.org], ports: [123], protocol: udp, expires: 2026-06-01T11:00:00Z }
`);

const asked = (
  host: string,
  port: number,
  addresses: readonly string[] | null = [host],
  more: Partial<TargetQuestion> = {},
) => policy.solvers.targetVerdict({ host, port, addresses, protocol: 'tcp', use: 'solvers', ...more });

describe('a target', () => {
  it('may be reached where its name or address and its port are listed', () => {
    expect(asked('203.0.113.7', 31_337)).toMatchObject({ verdict: 'allow', rule: { id: 'targets[0]', line: 4 } });
    expect(asked('chall.example.org', 8050, ['8.8.8.8', '2606:4700::1']).verdict).toBe('allow');
    for (const port of [31_336, 31_338, 7999, 8101, 80]) {
      expect([port, asked('203.0.113.7', port).verdict]).toEqual([port, port === 80 ? 'allow' : 'deny']);
    }
  });

  it('is denied with what is listed', () => {
    const { verdict, rule, reasons, hint } = asked('evil.example.net', 31_337, null);
    expect([verdict, rule]).toEqual(['deny', null]);
    expect(reasons).toEqual(['The policy lists no target “evil.example.net:31337” (TCP) for solvers.']);
    expect(hint).toContain('Listed: chall.example.org:31337, chall.example.org:8000-8100, 203.0.113.7:31337');
  });

  it('is nothing at all without a list', () => {
    const none = loadPolicy('version: 1').solvers;
    expect(
      none.targetVerdict({ host: '8.8.8.8', port: 80, protocol: 'tcp', use: 'solvers', addresses: ['8.8.8.8'] }),
    ).toMatchObject({ verdict: 'deny', hint: 'The policy lists no targets for solvers, so nothing is reachable.' });
    const empty = policyOf('  - { hosts: [], ports: [80] }\n  - { hosts: [203.0.113.7], ports: [] }').solvers;
    expect(
      empty.targetVerdict({ host: '203.0.113.7', port: 80, protocol: 'tcp', use: 'solvers', addresses: null }).verdict,
    ).toBe('deny');
  });

  it('counts for its protocol, its uses and its time alone', () => {
    expect(asked('203.0.113.7', 31_337, ['203.0.113.7'], { protocol: 'udp' }).verdict).toBe('deny');
    expect(asked('198.51.100.1', 80, ['198.51.100.1'], { use: 'probes' }).verdict).toBe('deny');
    expect(asked('time.example.org', 123, ['8.8.8.8'], { protocol: 'udp' }).verdict).toBe('deny');
    expect(NOW_MS).toBeGreaterThan(Date.parse('2026-06-01T11:00:00Z'));
  });
});

describe('N4: a name that turns to another machine', () => {
  it.each([
    ['the machine itself', '127.0.0.1'],
    ['the machine itself, IPv6', '::1'],
    ['cloud metadata', '169.254.169.254'],
    ['the local network', '192.168.1.1'],
    ['a provider’s inner network', '100.64.0.1'],
    ['IPv4 inside NAT64', '64:ff9b::7f00:1'],
    ['IPv4 inside 6to4', '2002:7f00:1::1'],
    ['nobody', '0.0.0.0'],
    ['everybody', '224.0.0.1'],
  ])('takes a listed name to %s and is denied, also beside a good address', (_what, address) => {
    expect(asked('chall.example.org', 31_337, [address]).verdict).toBe('deny');
    expect(asked('chall.example.org', 31_337, ['8.8.8.8', address]).verdict).toBe('deny');
    expect(asked('chall.example.org', 31_337, [address, '8.8.8.8']).verdict).toBe('deny');
  });

  it('is allowed to lead to an inner address that is listed by itself for that port', () => {
    expect(asked('lab.example.org', 22, ['10.1.2.3', '::1']).verdict).toBe('allow');
    expect(asked('lab.example.org', 22, ['10.1.2.4']).verdict).toBe('deny');
    expect(asked('chall.example.org', 31_337, ['10.1.2.3']).verdict).toBe('deny');
  });

  it('says which address is wrong', () => {
    expect(asked('chall.example.org', 31_337, ['169.254.169.254']).reasons[0]).toBe(
      '“chall.example.org” stands for 169.254.169.254, which is a link-local address, where clouds keep their metadata, and the policy does not list that very address for port 31337.',
    );
  });
});

describe('N7: what must not slip through a list', () => {
  it('a range never means inner addresses, however wide it is', () => {
    expect(asked('198.51.100.9', 80).verdict).toBe('allow');
    expect(asked('93.184.216.34', 80).verdict).toBe('allow');
    for (const inner of [
      '10.0.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '192.168.0.1',
      '100.64.0.1',
      '::1',
      'fe80::1',
      'fd00::1',
      '168.63.129.16',
      '::7f00:1',
    ]) {
      expect([inner, asked(inner, 80).verdict]).toEqual([inner, 'deny']);
    }
    expect(asked('10.0.0.1', 80).reasons[0]).toContain('a private address, which a range never means');
  });

  it('a name that stands for nothing is denied', () => {
    expect(asked('chall.example.org', 31_337, []).verdict).toBe('deny');
  });

  it.each([
    '127.1',
    '0x7f.0.0.1',
    '2130706433',
    'CHALL.example.org',
    'chall.example.org.',
    'user@chall.example.org',
    'chall.example.org\0.evil',
    'chall.example.org:80',
    'a b',
    '',
    '-x',
    '*',
    '203.0.113.7/32',
    '１.2.3.4',
    'fe80::1%lo',
    '[::1]',
    '::ffff:203.0.113.7',
  ])('the spelling %j is denied', (host) => {
    expect(asked(host, 31_337, ['203.0.113.7']).verdict).toBe('deny');
    expect(asked(host, 31_337, null).verdict).toBe('deny');
  });

  it('an address of the plan in another spelling is denied', () => {
    expect(asked('chall.example.org', 31_337, ['::ffff:8.8.8.8']).verdict).toBe('deny');
  });
});

describe('the section', () => {
  it.each([
    ['{ hosts: ["*"], ports: [80] }', 'there is no wildcard for targets'],
    ['{ hosts: ["*.example.org"], ports: [80] }', 'there is no wildcard for targets'],
    ['{ hosts: [203.0.113.9/24], ports: [80] }', 'the range begins at 203.0.113.0'],
    ['{ hosts: [0.0.0.0], ports: [80] }', 'not the address of a single machine'],
    ['{ hosts: [127.1], ports: [80] }', 'expected'],
    ['{ hosts: [a..b], ports: [80] }', 'expected a host name'],
    ['{ hosts: [a], ports: [0] }', 'expected a port from 1 to 65535'],
    ['{ hosts: [a], ports: ["9-8"] }', 'expected a port from 1 to 65535'],
    ['{ hosts: [a], ports: ["*"] }', 'expected a port from 1 to 65535'],
    ['{ hosts: [a], ports: all }', 'expected a list'],
    ['{ hosts: [a] }', 'ports'],
    ['{ hosts: [a], ports: [80], host: b }', 'There is no “host” here'],
  ])('refuses %s', (entry, problem) => {
    expect(problemsOf(`version: 1\ntargets:\n  - ${entry}\n`).join('\n')).toContain(problem);
  });

  it('warns of a range that holds what a range never means, of a wide one, and of an empty list', () => {
    const warnings = warningsOf('version: 1\ntargets:\n  - { hosts: [10.0.0.0/8, 8.0.0.0/8], ports: [] }\n');
    expect(warnings.join('\n')).toContain('3 10.0.0.0/8 holds private');
    expect(warnings.join('\n')).toContain('16,777,216 addresses');
    expect(warnings.join('\n')).toContain('One of its lists is empty');
  });
});
