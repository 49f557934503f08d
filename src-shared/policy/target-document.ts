/** What scans, probes and solver containers may reach, as it is written: hosts one by one, with their ports. */
import { z } from 'zod';
import { canonicalAddress, parseCidr, reachOf } from './addresses.ts';
import { Expiry } from './fields.ts';
import { Because } from './rule-document.ts';

const nameText = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?$/u;
/** A last part like a number makes many programs read the whole as an address: `127.1`, `0x7f.1`, `2130706433`. */
const numericEnd = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/u;

/** @param text in lower case */
export const isHostName = (text: string): boolean => nameText.test(text) && !numericEnd.test(text);

const TargetHost = z
  .string()
  .max(300)
  .transform((text) => text.toLowerCase())
  .superRefine((host, context) => {
    const problem = problemOf(host);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });

function problemOf(host: string): string | null {
  if (host.includes('*')) return 'there is no wildcard for targets: list each name by itself';
  if (host.includes('/')) {
    const parsed = parseCidr(host);
    return parsed.ok ? null : parsed.problem;
  }
  const address = canonicalAddress(host);
  if (address !== undefined) return reachOf(address) === 'never' ? 'that is not the address of a single machine' : null;
  return isHostName(host)
    ? null
    : 'expected a host name, an address such as 203.0.113.7, or a range such as 203.0.113.0/24';
}

const expectedPort = 'expected a port from 1 to 65535, or a range such as "8000-8100"';

const TargetPort = z.union(
  [
    z.number().int(expectedPort).min(1, expectedPort).max(65_535, expectedPort),
    z
      .string()
      .regex(/^[1-9]\d{0,4}-[1-9]\d{0,4}$/u, expectedPort)
      .refine((text) => {
        const [min, max] = text.split('-').map(Number);
        return min !== undefined && max !== undefined && min <= max && max <= 65_535;
      }, expectedPort),
  ],
  { error: expectedPort },
);

export const TargetUse = z.enum(['solvers', 'probes', 'scans']);
/** What wants to reach a target. */
export type TargetUse = z.infer<typeof TargetUse>;

export const TargetDocument = z.strictObject({
  hosts: z
    .array(TargetHost)
    .max(1000)
    .describe(
      'Names, addresses and ranges (203.0.113.0/24). A range never means private, loopback, link-local and metadata addresses: those count only where they are listed one by one. A name counts with the addresses it stands for when asked; each of them must be a public one or be listed.',
    ),
  ports: z.array(TargetPort).max(1000).describe('Ports and ranges of ports, such as 443 or "8000-8100".'),
  protocol: z.enum(['tcp', 'udp']).default('tcp').describe('tcp or udp.'),
  for: z
    .array(TargetUse)
    .max(3)
    .default(['solvers', 'probes', 'scans'])
    .describe('What may reach it: solvers, probes, scans. All three unless written.'),
  because: Because.optional().describe('Why, for people and agents.'),
  expires: Expiry.optional().describe('The entry no longer counts after this date (UTC) or time.'),
});
export type TargetDocument = z.output<typeof TargetDocument>;
