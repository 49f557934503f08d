/** A real file system of a few hundred kilobytes, to be filled up. Mounting takes root: elsewhere the tests that want one are skipped. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class TinyDisk implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'countersign-disk-'));

  constructor(bytes: number) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', this.folder], { stdio: 'pipe' });
  }

  /** Takes all the room that is left but for `leaveBytes`, up to a block. */
  async fill(leaveBytes: number): Promise<void> {
    const path = join(this.folder, 'filler');
    const full = await writeFile(path, Buffer.alloc(64 * 1024 * 1024)).then(
      () => false,
      () => true,
    );
    if (!full) throw new Error('expected the disk to be smaller');
    execFileSync('truncate', ['-s', `-${leaveBytes}`, path]);
  }

  async empty(): Promise<void> {
    await rm(join(this.folder, 'filler'));
  }

  [Symbol.dispose](): void {
    execFileSync('umount', [this.folder], { stdio: 'pipe' });
    rmdirSync(this.folder);
  }
}

/** Whether this machine lets a test mount one. */
export function canMount(): boolean {
  try {
    using _disk = new TinyDisk(65_536);
    return true;
  } catch {
    return false;
  }
}
