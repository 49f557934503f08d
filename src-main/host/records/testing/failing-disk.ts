/** Real append files whose writes and syncs can be made to fail, as a full or broken disk would. */
import { type OpenAppendFile, openAppendFile } from '../audit/append-file.ts';

export class FailingDisk {
  /** The next appends fail with this code after writing the first `partBytes` of what they were given. */
  failAppends: { readonly code: string; readonly partBytes: number } | undefined;
  failSyncs: { readonly code: string } | undefined;
  failOpens: { readonly code: string } | undefined;
  syncs = 0;
  appends = 0;
  #heard: (() => void)[] = [];

  /** Resolves when the next sync has been done. */
  nextSync(): Promise<void> {
    return new Promise((resolve) => this.#heard.push(resolve));
  }

  readonly openFile: OpenAppendFile = async (path, how) => {
    if (this.failOpens !== undefined) throw failure(this.failOpens.code);
    const file = await openAppendFile(path, how);
    return {
      append: async (bytes) => {
        this.appends += 1;
        if (this.failAppends === undefined) return file.append(bytes);
        await file.append(bytes.subarray(0, this.failAppends.partBytes));
        throw failure(this.failAppends.code);
      },
      sync: async () => {
        if (this.failSyncs !== undefined) throw failure(this.failSyncs.code);
        await file.sync();
        this.syncs += 1;
        for (const resolve of this.#heard.splice(0)) resolve();
      },
      close: () => file.close(),
    };
  };
}

const failure = (code: string): Error => Object.assign(new Error(`${code}: made for a test`), { code });
