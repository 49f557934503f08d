/** The second wall in the words of `iptables-restore`, the same for IPv4 and IPv6: loopback passes, and nothing else does, in any direction. */

export const FAMILIES = [
  { name: 'IPv4', restore: 'iptables-restore', save: 'iptables-save' },
  { name: 'IPv6', restore: 'ip6tables-restore', save: 'ip6tables-save' },
] as const;

const LINES = [
  '*filter',
  ':INPUT DROP',
  ':FORWARD DROP',
  ':OUTPUT DROP',
  '-A INPUT -i lo -j ACCEPT',
  '-A OUTPUT -o lo -j ACCEPT',
  'COMMIT',
];

/** Of the whole table: what stood there before is gone in the same step. */
export const RULES = LINES.map((line) => `${line.startsWith(':') ? `${line} [0:0]` : line}\n`).join('');

/** @param saved what `iptables-save -t filter` says. @returns whether that is the wall to the letter; what it counted is no matter */
export function isWall(saved: string): boolean {
  const lines = saved
    .split('\n')
    .map((line) => line.replace(/ \[\d+:\d+\]$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return lines.sort().join('\n') === [...LINES].sort().join('\n');
}
