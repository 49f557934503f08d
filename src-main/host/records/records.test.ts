import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordsRoom } from '#host/broker/rooms.ts';
import type { Secrets } from '#host/ports/index.ts';
import { type DataFolder, openDataFolder } from '#host/storage/index.ts';
import { type AuditRecord, Plan, type RunSummary } from '#shared/model/index.ts';
import { ManualClock } from '../../../test/manual-clock.ts';
import { openRecords, type Records, verifyAudit } from './index.ts';
import { KeptLog } from './testing/kept-log.ts';
import { approvalId, commandPlan, digest, exited, request, subject, verdict } from './testing/subjects.ts';
import { refusedCode } from './testing/test-audit.ts';

let folder: DataFolder;
let clock: ManualClock;
let log: KeptLog;
let secrets: Secrets;
const opened: Records[] = [];

beforeEach(async () => {
  folder = await openDataFolder(await mkdtemp(join(tmpdir(), 'countersign-records-')));
  clock = new ManualClock();
  log = new KeptLog();
  const kept = new Map<string, Uint8Array>();
  secrets = {
    obtain: async (name, make) => {
      const secret = kept.get(name) ?? make();
      kept.set(name, secret);
      return { secret, keptIn: 'a test' };
    },
  };
});

afterEach(async () => {
  for (const records of opened.splice(0)) await records.close();
  await rm(folder.root, { recursive: true });
});

async function open(): Promise<Records> {
  const records = await openRecords({ folder, clock, secrets, log, version: '1.2.3' });
  opened.push(records);
  return records;
}

const auditText = async (): Promise<string> => readFile(join(folder.audit, '000001.jsonl'), 'utf8').catch(() => '');
describe('the records room', () => {
  it('is what the broker needs, and puts each step of a request on record in its order', async () => {
    const records = await open();
    const room: RecordsRoom = records;
    await room.requested(request);
    await room.decided(request, commandPlan(['git', 'push']), digest, verdict);
    await room.asked(request, approvalId, digest, null);
    const answer = {
      answer: 'approved',
      by: 'anna via browser',
      scope: 'exact',
      lifetime: 'once',
    } as const;
    await records.answered(request, approvalId, digest, answer, 'mine');
    await room.answered(request, approvalId, digest, { answer: 'expired' });
    const run = await room.started(subject());
    const kept = await records.keep(run.id, 'report', 'transcript.txt', Buffer.from('what happened'));
    await records.keep(run.id, 'left', 'flag.txt', Buffer.from('flag'));
    const end = await run.end(exited);
    await room.finished(request, { id: run.id, end }, 'ok', null);
    await room.finished(request, null, 'POLICY_DENIED', 'no');

    const listed = await records.list({ limit: 100 });
    expect(listed.map(({ seq }) => seq)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(listed.map(({ body }) => body).reverse()).toMatchObject([
      {
        type: 'requested',
        client: 'Claude',
        claims: 'claude 1.0',
        input: { command: ['git', 'push'], token: '•••(token)' },
      },
      { type: 'decided', digest, plan: commandPlan(['git', 'push']), verdict },
      { type: 'asked', approval: approvalId, digest, peer: null },
      { type: 'answered', ...answer, because: null, note: 'mine' },
      { type: 'answered', answer: 'expired', by: null, scope: null, lifetime: null, because: null },
      { type: 'started', run: run.id, digest },
      { type: 'finished', run: run.id, outcome: 'ok', message: null, end, kept: [kept] },
      { type: 'finished', run: null, outcome: 'POLICY_DENIED', message: 'no', end: null, kept: [] },
    ]);
    expect(await records.verify()).toMatchObject({ integrity: 'ok', completeness: 'ok', records: 8 });
  });

  it('stores a plan without its secrets, still a plan, under the digest of the true one', async () => {
    const records = await open();
    const plan = commandPlan(['curl', '-H', 'Authorization: Bearer abcdefghijklmnopqrstuvwxyz', '--token', 'hunter2'], {
      DB_PASSWORD: 'hunter3',
    });
    await records.decided(request, plan, digest, verdict);
    expect(await auditText()).not.toMatch(/hunter|abcdefghijklmn/);
    const [record] = await records.list({ limit: 1 });
    if (record?.body.type !== 'decided') throw new Error('expected the decision');
    expect(record.body.digest).toBe(digest);
    expect(Plan.parse(record.body.plan)).toMatchObject({
      argv: ['curl', '-H', 'Authorization: •••(credentials)', '--token', '•••(token)'],
      env: { DB_PASSWORD: '•••(password)' },
    });
  });

  it('takes whatever an agent sends', async () => {
    const records = await open();
    const inputs = [
      undefined,
      null,
      '\ud800',
      { __proto__: null, a: [Number.NaN] },
      JSON.parse('{"__proto__":1}'),
      'x\ny\u2028"\\',
    ];
    for (const input of inputs) await records.requested({ ...request, input });
    expect(await records.verify()).toMatchObject({ integrity: 'ok', records: inputs.length });
    expect((await auditText()).split('\n')).toHaveLength(inputs.length + 1);
  });

  it('puts the version on record with each start', async () => {
    const records = await open();
    await records.house('host-started', { mode: 'headless' });
    expect((await records.list({ limit: 1 }))[0]?.body).toEqual({
      type: 'house',
      event: 'host-started',
      detail: { version: '1.2.3', mode: 'headless' },
    });
  });

  it('refuses every step while the audit log cannot be written, starts no run, and goes on when it can', async () => {
    const heard: RunSummary[] = [];
    const records = await open();
    await rm(folder.audit, { recursive: true });
    await writeFile(folder.audit, 'not a folder');
    records.onRunChanged((summary) => heard.push(summary));
    const steps = [
      () => records.requested(request),
      () => records.decided(request, commandPlan(['git']), digest, verdict),
      () => records.asked(request, approvalId, digest, null),
      () => records.answered(request, approvalId, digest, { answer: 'expired' }),
      () => records.started(subject()),
      () => records.finished(request, null, 'ok', null),
      () => records.house('client-added', { name: 'x' }),
    ];
    for (const step of steps) expect(await refusedCode(step())).toBe('RECORDS_UNAVAILABLE');
    expect(records.status()).toMatchObject({ writable: false, lastSeq: 0 });
    expect(records.status().sentence).toContain('cannot be written, so nothing new may run');
    expect(await readdir(folder.runs)).toEqual([]);
    expect(heard).toEqual([]);

    await rm(folder.audit);
    await mkdir(folder.audit);
    clock.advance(1000);
    await (await records.started(subject())).end(exited);
    expect(records.status()).toMatchObject({ writable: true, lastSeq: 1 });
    expect(heard).toHaveLength(2);
  });

  it('refuses to start a run whose folder cannot be made', async () => {
    const records = await open();
    await rm(folder.runs, { recursive: true });
    await writeFile(folder.runs, 'not a folder');
    expect(await refusedCode(records.started(subject()))).toBe('RECORDS_UNAVAILABLE');
    await rm(folder.runs);
  });

  it('signs the end of the log when it is closed, so that its own file shows it whole', async () => {
    const records = await open();
    for (let count = 0; count < 10; count += 1) await records.requested(request);
    expect(await verifyAudit([folder.audit])).toMatchObject({ integrity: 'ok', completeness: 'unknown' });
    await records.close();
    expect(await verifyAudit([folder.audit])).toEqual({
      ...{ integrity: 'ok', completeness: 'ok', records: 10, first_bad: null, problem: null },
    });
    expect(await refusedCode(records.requested(request))).toBe('RECORDS_UNAVAILABLE');
  });

  it('notices by its own memory that its log was cut while it ran', async () => {
    const records = await open();
    await records.house('client-added', { name: 'one' });
    const { length } = await auditText();
    await records.house('client-added', { name: 'two' });
    await truncate(join(folder.audit, '000001.jsonl'), length);
    clock.advance(6);
    expect(await records.verify()).toMatchObject({ completeness: 'cut', first_bad: 2 });
    expect(records.status()).toMatchObject({ checkedAt: '2026-01-02T03:04:05.006Z' });
    expect(records.status().sentence).toBe('Record 2 is missing at the end.');
  });

  it('says how the log is, in a sentence', async () => {
    const records = await open();
    expect(records.status()).toEqual({
      writable: true,
      lastSeq: 0,
      checkedAt: null,
      sentence: 'The audit log is empty.',
    });
    await records.requested(request);
    expect(records.status().sentence).toBe('1 record; not checked since the start.');
    await records.requested(request);
    await records.verify();
    expect(records.status().sentence).toBe('2 records, each linked to the one before.');
    await records.close();

    await writeFile(join(folder.audit, '000001.jsonl'), (await auditText()).replace('git', 'got'));
    expect((await open()).status().sentence).toContain('The audit log is broken after record 0');
  });

  it('says what to do when its signing key is no key', async () => {
    secrets = { obtain: async () => ({ secret: Buffer.from('no key'), keptIn: 'the drawer' }) };
    await expect(open()).rejects.toThrow('kept in the drawer, is not an Ed25519 key');
  });

  it('tells listeners of records until they stop listening', async () => {
    const records = await open();
    const heard: AuditRecord[] = [];
    const stop = records.onAppended((record) => heard.push(record));
    await records.requested(request);
    stop();
    await records.requested(request);
    expect(heard).toEqual((await records.list({ limit: 2 })).slice(1));
  });

  it('opens its files for this user alone even where they were opened up', async () => {
    await (await open()).requested(request);
    await opened.splice(0)[0]?.close();
    await chmod(join(folder.audit, '000001.jsonl'), 0o644);
    await open();
    expect((await stat(join(folder.audit, '000001.jsonl'))).mode & 0o777).toBe(0o600);
  });
});
