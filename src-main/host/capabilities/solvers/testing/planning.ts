/** What planning stands on in tests: a content store in memory, an image that is always there, names that the test knows. */
import { createHash } from 'node:crypto';
import type { NameLookup } from '#host/ports/index.ts';
import type { ContentStore } from '#host/storage/index.ts';
import { Sha256 } from '#shared/model/index.ts';
import type { SolverPlanning } from '../plan-solver.ts';
import { SolverInput } from '../solver-input.ts';

/** A content store that counts: what is not let go of is seen. */
export class MemoryContent implements ContentStore {
  readonly #held = new Map<Sha256, { readonly bytes: Uint8Array; holders: number }>();

  async put(bytes: Uint8Array): Promise<Sha256> {
    const hash = Sha256.parse(createHash('sha256').update(bytes).digest('hex'));
    const entry = this.#held.get(hash) ?? { bytes, holders: 0 };
    entry.holders += 1;
    this.#held.set(hash, entry);
    return hash;
  }

  async get(hash: Sha256): Promise<Uint8Array> {
    const entry = this.#held.get(hash);
    if (entry === undefined) throw new Error(`nothing under ${hash}`);
    return entry.bytes;
  }

  /** There is no disk. */
  async persist(): Promise<void> {}

  async release(hash: Sha256): Promise<void> {
    const entry = this.#held.get(hash);
    if (entry === undefined) return;
    entry.holders -= 1;
    if (entry.holders === 0) this.#held.delete(hash);
  }

  get inMemory(): number {
    return [...this.#held.values()].reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  }

  get size(): number {
    return this.#held.size;
  }
}

export interface Known extends SolverPlanning {
  readonly content: MemoryContent;
  /** Every name that was looked up. */
  readonly asked: string[];
}

export function planningWith(known: Readonly<Record<string, readonly string[] | Error>> = {}): Known {
  const asked: string[] = [];
  const names: NameLookup = {
    async lookUp(name) {
      asked.push(name);
      const found = known[name] ?? [];
      if (found instanceof Error) throw found;
      return found;
    },
  };
  return {
    ...{ asked, names, content: new MemoryContent() },
    engine: {
      pinImage: async (name) => ({ name, id: `sha256:${'a'.repeat(64)}` }),
      holdRuntime: async () => undefined,
      holdFirewall: async () => undefined,
    },
  };
}

/** Of somebody who waits to the end. */
export const NEVER: AbortSignal = new AbortController().signal;

/** Arguments of `run_solver_fallback` that are good, with changes. */
export const inputWith = (change: Readonly<Record<string, unknown>> = {}): SolverInput =>
  SolverInput.parse({
    target: { host: '203.0.113.7', port: 31_337 },
    sandbox_failure: { attempted: true, reason: 'no route to the target' },
    local_validation: { solved_locally: true, summary: 'prints the flag of a local copy' },
    files: [{ path: 'solve.py', content: 'print(1)\n' }],
    ...change,
  });
