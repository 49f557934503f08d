/** Asks, answers and spends without end, in a process that its test kills: `node … FOLDER FIRST`. Says each step once it is promised. */
import { appendFileSync, closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#host/ports/system-clock.ts';
import { Sha256 } from '#shared/model/index.ts';
import { samplePlan, sampleRequest, sampleVerdict } from '../../../../test/sample-plan.ts';
import { silentLog } from '../../../../test/silent-log.ts';
import { openApprovalsDb } from '../approvals-db.ts';
import { openApprovals } from '../open-approvals.ts';

const [folder = '', first = '0'] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

const room = openApprovals({
  ...{ db: openApprovalsDb(join(folder, 'approvals.db')), clock: systemClock(), log: silentLog() },
  ...{ notifier: { notify: () => undefined }, findRule: () => undefined, isPaused: () => false },
  release: async () => undefined,
  async record(card, { answer }) {
    const log = openSync(join(folder, 'log'), 'a');
    appendFileSync(log, `${card.id} ${answer}\n`);
    fsyncSync(log);
    closeSync(log);
  },
});
await room.queue.start();
// A clock's timers keep no process alive.
setInterval(() => undefined, 1000);
say('ready');
for (let n = Number(first); ; n += 1) {
  const digest = Sha256.parse(n.toString(16).padStart(64, '0'));
  const { id } = room.queue.ask({
    ...{
      request: sampleRequest(),
      plan: samplePlan(),
      digest,
      verdict: sampleVerdict('ask'),
      summary: 'x',
      timeoutMs: 1e6,
      peer: null,
    },
  });
  const left = room.queue.wait(id, new AbortController().signal, 0);
  await left;
  say(`asked ${id}`);
  if (n % 3 === 0) await room.answers.deny(id, digest, { by: 'anna', because: null });
  else await room.answers.approve({ id, digest, by: 'anna', scope: 'exact', lifetime: 'once', note: null });
  say(`answered ${id} ${n % 3 === 0 ? 'denied' : 'approved'}`);
  if (n % 3 === 2) say(`spent ${id} ${room.permits.redeem(id)}`);
}
