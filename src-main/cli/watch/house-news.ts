/** What a person at the terminal has to know of the house besides the cards: a pause, a client that floods, one that is not heard. */
import type { HostStatus } from '#shared/contract/index.ts';
import { visibleText } from '#shared/text/index.ts';
import type { Paint } from '../terminal.ts';

type Told = Pick<HostStatus, 'paused' | 'attention'>;

/** @returns a function that says what is new since it was last asked, line by line */
export function houseNews(): (status: Told, paint: Paint) => readonly string[] {
  let known = new Set<string>();
  return ({ paused, attention }, paint) => {
    const now = new Map<string, string>();
    if (paused !== null)
      now.set('paused', `Everything is paused since ${paused.at} by ${visibleText(paused.by)}: type resume.`);
    for (const { client, waiting } of attention.flooding) {
      now.set(
        `flooding ${client}`,
        `${client} asks more than you can answer: ${waiting} wait. Deny all of it: countersign approvals deny-all ${JSON.stringify(client)}`,
      );
    }
    for (const { client, until } of attention.quiet) {
      now.set(
        `quiet ${client}`,
        `${client} is not heard until ${until}, because nobody answered it: countersign approvals hear ${JSON.stringify(client)}`,
      );
    }
    const fresh = [...now].filter(([key]) => !known.has(key)).map(([, line]) => paint('red', `! ${line}`));
    const resumed = known.has('paused') && paused === null ? ['Things may start again.'] : [];
    known = new Set(now.keys());
    return [...fresh, ...resumed];
  };
}
