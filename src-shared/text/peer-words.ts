/** The process that called, in words for terminals. Whatever the process chose to call itself is made visible. Pure. */
import type { Peer } from '../model/approval.ts';
import { baseName } from './short-forms.ts';
import { relativeTime } from './times.ts';
import { visibleText } from './visible.ts';

/** The kernel keeps so much of a name. */
const NAME_BYTES = 15;

/** Whether what it calls itself is not just the name of its program. */
export const saysOtherName = ({ name, program }: Peer): boolean =>
  name !== null && (program === null || baseName(program).slice(0, NAME_BYTES) !== name);

export function peerWords(peer: Peer | null, nowMs: number): string {
  if (peer === null) return 'calling process not known: the system does not tell';
  const { pid, program, name, user, started_at, via } = peer;
  const facts = [
    `process ${pid}${user === null ? '' : ` of ${visibleText(user)}`}`,
    ...(started_at === null ? [] : [`started ${relativeTime(Date.parse(started_at), nowMs)}`]),
  ];
  const called = [
    ...(program === null ? [] : [visibleText(program)]),
    ...(name !== null && saysOtherName(peer) ? [`named “${visibleText(name)}”`] : []),
    `(${facts.join(', ')})`,
  ].join(' ');
  return via === 'bridge'
    ? `from a bridge started by ${called}, as the bridge and the system say, not proven`
    : `from ${called}, as the system says, not proven`;
}
