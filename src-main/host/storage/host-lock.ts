/**
 * One host a data folder. The lock is SQLite's own exclusive file lock: the operating system lets go of it when the process dies,
 * however it dies, so that no stale lock can be left behind and none has to be stolen.
 */
import { DatabaseSync } from 'node:sqlite';
import { makePrivate } from './make-private.ts';

const TAKE = 'PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;';

export class DataFolderInUse extends Error {
  readonly code = 'DATA_FOLDER_IN_USE';

  constructor(root: string) {
    super(
      `Another Countersign uses the data folder ${root}. Use that one, end it, or choose another folder with --data-dir.`,
    );
    this.name = 'DataFolderInUse';
  }
}

/** @throws DataFolderInUse when another host holds it */
export function takeHostLock(root: string, lockPath: string): Disposable {
  makePrivate(lockPath);
  const db = new DatabaseSync(lockPath);
  try {
    db.exec(TAKE);
  } catch (error) {
    db.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) throw new DataFolderInUse(root);
    throw error;
  }
  return { [Symbol.dispose]: () => db.close() };
}
