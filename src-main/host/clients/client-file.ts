/** `clients.json`: names and token hashes. A file that does not fit its schema is never overwritten. */
import { z } from 'zod';
import { readJson, writeFileAtomic } from '#host/storage/index.ts';
import { ClientName, ClientPace, Sha256, usualPace } from '#shared/model/index.ts';

const StoredClient = z.strictObject({
  name: ClientName,
  /** SHA-256 of the token; the token itself has 256 random bits, so a slow hash would add nothing. */
  token_sha256: Sha256,
  created_at: z.string(),
  last_seen_at: z.string().nullable(),
  claims: z.string().nullable(),
  revoked: z.boolean(),
  pace: ClientPace.default(usualPace),
});
export type StoredClient = z.infer<typeof StoredClient>;

const ClientFile = z.strictObject({ version: z.literal(1), clients: z.array(StoredClient) });

/** @throws Error with a sentence when the file is there and unreadable */
export async function readClients(path: string): Promise<StoredClient[]> {
  const found = await readJson(path, ClientFile);
  if (found.state === 'missing') return [];
  if (found.state === 'ok') return found.value.clients;
  throw new Error(
    `The client list ${path} cannot be read (${found.problem}). It was left as it is: mend or move it, then start again.`,
  );
}

export async function writeClients(path: string, clients: readonly StoredClient[]): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify({ version: 1, clients }, null, 2)}\n`);
}
