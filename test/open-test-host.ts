/** A whole host in this process, in a folder of its own, under a small policy; everything real but the shell around it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSecrets } from '../src-main/headless/file-secrets.ts';
import { NOT_LET_GO } from '../src-main/host/composition/open-ground.ts';
import { createHost, type Host, type HostOptions } from '../src-main/host/create-host.ts';
import { systemClock } from '../src-main/host/ports/system-clock.ts';
import type { Caller, OperationInput, OperationName, OperationOutput } from '../src-shared/contract/index.ts';
import type { Approval, AuditRecord } from '../src-shared/model/index.ts';
import { type KeptLog, silentLog } from './silent-log.ts';

export interface TestHost {
  readonly host: Host;
  readonly endpoint: string;
  readonly dataDir: string;
  /** A folder that the policy lets commands run in. */
  readonly workspace: string;
  readonly log: KeptLog;
  call<N extends OperationName>(name: N, input: OperationInput<N>): Promise<OperationOutput<N>>;
  addClient(name?: string): Promise<string>;
  /** Resolves with the next card that waits. */
  nextCard(): Promise<Approval>;
  audit(): Promise<readonly AuditRecord[]>;
  /** Changes the file as an editor does and, when the change is good, accepts it as the person does. */
  setPolicy(text: string): Promise<void>;
  close(): Promise<void>;
}

const caller: Caller = { via: 'terminal', user: 'tester' };

/** Commands that tests run; `WORKSPACE` stands for the folder. */
export const TEST_POLICY = `version: 1
commands:
  "true": { executable: /usr/bin/true, sandbox: off, rules: [{ verdict: allow, args: [] }] }
  echo: { executable: /usr/bin/echo, sandbox: off, rules: [{ verdict: allow, args: ["..."] }] }
  cat: { executable: /usr/bin/cat, sandbox: off, rules: [{ verdict: allow, args: [] }] }
  printenv: { executable: /usr/bin/printenv, sandbox: off, env: [GREETING], rules: [{ verdict: allow, args: ["..."] }] }
  sleep: { executable: /usr/bin/sleep, sandbox: off, timeout: 20s, max_timeout: 30s, rules: [{ verdict: allow, args: ["<int:0-100>"] }] }
  date: { executable: /usr/bin/date, sandbox: off, rules: [{ verdict: ask, args: ["..."], because: tells the time }] }
  pwd: { executable: /usr/bin/pwd, sandbox: off, rules: [{ verdict: allow, args: [] }] }
  "false": { executable: /usr/bin/false, sandbox: off, rules: [{ verdict: allow, args: [] }] }
paths:
  read: ["WORKSPACE/**"]
  write: ["WORKSPACE/**"]
`;

export async function openTestHost(
  change: Partial<HostOptions> & { readonly policy?: string; readonly folder?: string } = {},
): Promise<TestHost> {
  const { policy = TEST_POLICY, folder, ...options } = change;
  const base = folder ?? realpathSync(mkdtempSync(join(tmpdir(), 'countersign-test-')));
  const [dataDir, workspace] = [join(base, 'data'), join(base, 'workspace')];
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  mkdirSync(workspace, { recursive: true });
  const policyFile = join(dataDir, 'policy.yaml');
  if (folder === undefined || change.policy !== undefined)
    writeFileSync(policyFile, policy.replaceAll('WORKSPACE', workspace));
  const log = silentLog();
  const host = await createHost({
    ...{
      dataDir,
      port: 0,
      policyFile: undefined,
      runnerImagesDir: join(import.meta.dirname, '../runner-images'),
      version: '0.0.0-test',
      mode: 'headless',
      clock: systemClock(),
    },
    ...{ notifier: { notify: () => undefined }, secrets: fileSecrets, log },
    ...{ loginLink: () => undefined, shellChecks: async () => [], homeTrash: join(base, 'Trash') },
    ...options,
  });
  // The gate checks every reply's shape nowhere; its handlers are typed by the contract.
  const call = <N extends OperationName>(name: N, input: OperationInput<N>) =>
    host.api.gate.call(name, input, () => caller) as Promise<OperationOutput<N>>;

  return {
    ...{ host, dataDir, workspace, log, call },
    endpoint: host.endpoint,
    addClient: async (name = 'tester') => (await call('clients.add', { name })).token,
    async nextCard() {
      const { promise, resolve } = Promise.withResolvers<Approval>();
      const stop = host.api.events.listen((event) => {
        if (event.name === 'approvals.changed' && event.payload.state === 'pending') resolve(event.payload);
      });
      const [waiting] = await call('approvals.list', { state: 'pending' });
      if (waiting !== undefined) resolve(waiting);
      return promise.finally(stop);
    },
    audit: async () => [...(await call('audit.list', { limit: 1000 }))].reverse(),
    async setPolicy(text) {
      const changed = Promise.withResolvers<void>();
      const stop = host.api.events.listen((event) => {
        if (event.name === 'policy.changed') changed.resolve();
      });
      writeFileSync(policyFile, text.replaceAll('WORKSPACE', workspace));
      await changed.promise.finally(stop);
      const outside = await call('policy.outside', {});
      // One with problems is refused: whoever writes one here looks at the status.
      if (outside !== null) await call('policy.accept', { sha256: outside.sha256 }).catch(() => undefined);
    },
    async close() {
      await host.close();
      // Also for hosts that are not asked anything at their end: what plans kept was let go of with their requests.
      if (log.lines.some(({ message }) => message === NOT_LET_GO)) throw new Error(NOT_LET_GO);
      if (folder === undefined) rmSync(base, { recursive: true });
    },
  };
}
