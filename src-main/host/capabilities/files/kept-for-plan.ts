/** Content that is kept while a plan is made of it: what the plan refers to in the end stays, and everything else is let go of. */
import type { Sha256 } from '#shared/model/index.ts';
import type { FileParts } from './file-parts.ts';

export class KeptForPlan implements AsyncDisposable {
  readonly #content: FileParts['content'];
  readonly #puts: Promise<Sha256>[] = [];
  #staying: readonly Sha256[] = [];

  constructor(content: FileParts['content']) {
    this.#content = content;
  }

  /** @throws Error what the disk said, to whoever waits for it */
  put(bytes: Uint8Array): Promise<Sha256> {
    const put = this.#content.put(bytes);
    put.catch(() => undefined);
    this.#puts.push(put);
    return put;
  }

  /** @param hashes as many times as each is to be released by whoever has the plan */
  stay(hashes: readonly Sha256[]): void {
    this.#staying = hashes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const staying = [...this.#staying];
    for (const put of await Promise.allSettled(this.#puts)) {
      if (put.status === 'rejected') continue;
      const at = staying.indexOf(put.value);
      if (at === -1) await this.#content.release(put.value);
      else staying.splice(at, 1);
    }
  }
}
