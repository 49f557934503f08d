/**
 * The ground that every room stands on: the data folder under its lock, the records, so that whatever happens next can be put on record, and what
 * this machine has to keep promises with.
 */
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { hashesWaiting, openApprovalsDb } from '#host/approvals/index.ts';
import { openMachine } from '#host/engines/process/index.ts';
import { putOnRecord } from '#host/put-on-record.ts';
import { openRecords } from '#host/records/index.ts';
import {
  folderId,
  openContentStore,
  openDataFolder,
  openSettings,
  removeUnfinished,
  takeHostLock,
} from '#host/storage/index.ts';
import type { HostOptions } from './host-options.ts';

/** A mistake of ours: it is only kept for requests under way, and they are over when the ground goes. */
export const NOT_LET_GO = 'content of requests that are over was still kept';

export type Ground = Awaited<ReturnType<typeof openGround>>;

/** @throws Error with a sentence for the person when the data folder cannot be used */
export async function openGround(rooms: AsyncDisposableStack, { dataDir, clock, secrets, log, version }: HostOptions) {
  const folder = await openDataFolder(dataDir);
  // The lock before anything is opened: a second host must not touch what the first one writes.
  rooms.use(takeHostLock(folder.root, folder.lock));
  for (const each of [folder.root, folder.policyHistory, folder.secrets]) await removeUnfinished(each);
  const approvalsDb = rooms.adopt(openApprovalsDb(folder.approvals), (db) => db.close());
  const waiting = hashesWaiting(approvalsDb);
  const content = rooms.adopt(await openContentStore(folder.content, (hash) => waiting.has(hash)), ({ inMemory }) => {
    if (inMemory > 0) log.error({ bytes: inMemory }, NOT_LET_GO);
  });
  const owner = await folderId(folder.root);
  const settings = await openSettings(folder.settings);
  const kept = secrets(folder.root);
  const records = rooms.adopt(
    await openRecords({ folder, clock, secrets: kept, log: log.part('records'), version }),
    (room) => room.close(),
  );
  // Kept, so that a client can bring back over a restart what it was given before.
  const { secret: stateKey } = await kept.obtain('request-state-key', () => randomBytes(32));
  const around = { folder: folder.sandbox, owner, home: homedir(), clock, log: log.part('machine') };
  const machine = rooms.adopt(await openMachine(around), (room) => room.close());
  const house = putOnRecord(records);
  return { approvalsDb, stateKey, folder, content, owner, settings, records, house, machine };
}
