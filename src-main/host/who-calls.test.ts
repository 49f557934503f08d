/** Who calls, through the whole host: official clients in processes of their own, and what their cards and records say of them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHost, type TestHost } from '../../test/open-test-host.ts';

let app: TestHost;
let token: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  app = await openTestHost();
  token = await app.addClient('Claude');
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await ended;
  }
  await app.close();
});

/** Starts a program that asks for `date` and waits. */
function agent(kind: 'legacyAgent' | 'modernAgent' | 'bridgeAgent'): ChildProcess {
  const program = join(import.meta.dirname, '..', '..', 'test', 'calling-agent.ts');
  const door = JSON.stringify({ endpoint: app.endpoint, dataDir: app.dataDir, token });
  const child = spawn(process.execPath, [program, kind, door, app.workspace], { stdio: 'ignore' });
  children.push(child);
  return child;
}

describe.runIf(process.platform === 'linux')('the process that calls', { timeout: 60_000 }, () => {
  it.each([
    ['of protocol 2026-07-28', 'modernAgent', 'connection'],
    ['of the 2025 generation', 'legacyAgent', 'connection'],
    ['behind the stdio bridge', 'bridgeAgent', 'bridge'],
  ] as const)('%s stands on the card and on record', async (_what, kind, via) => {
    const child = agent(kind);
    const card = await app.nextCard();
    expect(card.peer).toMatchObject({ pid: child.pid, via, name: expect.any(String) });
    expect(card.peer?.program).toContain('node');
    const asked = (await app.audit()).flatMap(({ body }) => (body.type === 'asked' ? [body] : []));
    expect(asked).toMatchObject([{ approval: card.id, peer: card.peer }]);
    await app.call('approvals.deny', { id: card.id, digest: card.digest });
  });
});
