/** How many requests are under way: in all, of each client, of each tool. Who has none leaves nothing behind. */
import type { Request } from '#shared/model/index.ts';

export class Counts {
  readonly #byClient = new Map<string, number>();
  readonly #byTool = new Map<string, number>();
  #all = 0;

  get all(): number {
    return this.#all;
  }

  of(client: string): number {
    return this.#byClient.get(client) ?? 0;
  }

  ofTool(tool: string): number {
    return this.#byTool.get(tool) ?? 0;
  }

  add({ client, tool }: Pick<Request, 'client' | 'tool'>, by: 1 | -1): void {
    this.#all += by;
    change(this.#byClient, client.name, by);
    change(this.#byTool, tool, by);
  }
}

function change(counts: Map<string, number>, key: string, by: number): void {
  const now = (counts.get(key) ?? 0) + by;
  if (now > 0) counts.set(key, now);
  else counts.delete(key);
}
