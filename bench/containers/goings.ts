/** Hears from an engine, by its events, when containers of an owner are gone. */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';

export interface Goings {
  /** When the next one of this owner's is gone. */
  next(owner: string): Promise<number>;
  close(): void;
}

export async function hearGoings(docker: Docker): Promise<Goings> {
  const waiting = new Map<string, (atMs: number) => void>();
  const events = await docker.getEvents({ filters: { type: ['container'], event: ['destroy'] } });
  createInterface(new Readable().wrap(events)).on('line', (said) => {
    const owner = String(JSON.parse(said).Actor?.Attributes?.['countersign.owner']);
    waiting.get(owner)?.(performance.now());
  });
  return {
    next: (owner) => new Promise((resolve) => waiting.set(owner, resolve)),
    // Otherwise it would keep the bench from ending.
    close: () => void (events as Readable).destroy(),
  };
}
