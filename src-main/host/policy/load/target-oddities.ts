/** What the sections `targets` and `solvers` say, and probably did not mean. */
import { inCidr, type PolicyDocument, parseCidr } from '#shared/policy/index.ts';
import type { Findings } from './findings.ts';

/** A range of a million addresses is seldom what somebody wants an agent to reach. */
const WIDE_BITS = 18;
const inner = [
  '10.0.0.0',
  '127.0.0.1',
  '169.254.169.254',
  '172.16.0.0',
  '192.168.0.0',
  '100.64.0.0',
  '::1',
  'fc00::',
  'fe80::',
];

export function findTargetOddities({ targets, solvers }: PolicyDocument, findings: Findings): void {
  for (const [at, { hosts, ports, for: uses }] of targets.entries()) {
    const path = ['targets', at];
    if (hosts.length === 0 || ports.length === 0 || uses.length === 0) {
      findings.warning(path, 'One of its lists is empty, so it lets nothing be reached.');
    }
    for (const [index, host] of hosts.entries()) warnOfRange([...path, 'hosts', index], host, findings);
  }
  if (Object.keys(solvers.languages).length === 0) {
    findings.warning(['solvers', 'languages'], 'No language is listed, so every solver is denied.');
  }
}

function warnOfRange(path: readonly (string | number)[], host: string, findings: Findings): void {
  const parsed = parseCidr(host);
  if (!parsed.ok) return;
  const { text, freeBits } = parsed.cidr;
  if (inner.some((address) => inCidr(address, text))) {
    findings.warning(
      path,
      `${text} holds private, loopback or link-local addresses, which a range never means: list those that are meant one by one.`,
    );
  } else if (freeBits > WIDE_BITS) {
    findings.warning(
      path,
      `${text} is ${freeBits >= 53 ? 'an immense number of' : (2 ** freeBits).toLocaleString('en')} addresses.`,
    );
  }
}
