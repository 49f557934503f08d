/** Looks host names up, IPv4 and IPv6, once. What it cannot say for sure is an error, never an empty answer. */
import { lookup, Resolver } from 'node:dns/promises';

export interface NameLookup {
  /**
   * @param servers name servers to ask, `192.0.2.53` or `192.0.2.53:5353`; none: this machine's own way
   * @returns every address, as the answers spell them; none for a name that does not exist
   * @throws Error when a part of the answer is missing: then nobody knows all of them
   */
  lookUp(name: string, servers: readonly string[]): Promise<readonly string[]>;
}

const noSuchName: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);

export function systemNameLookup(): NameLookup {
  return { lookUp: (name, servers) => (servers.length === 0 ? lookUpHere(name) : askServers(name, servers)) };
}

async function lookUpHere(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true, order: 'verbatim' }).catch(emptyWhere);
  return [...new Set(found.map(({ address }) => address))];
}

async function askServers(name: string, servers: readonly string[]): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([...servers]);
  const [four, six] = await Promise.all([
    resolver.resolve4(name).catch(emptyWhere),
    resolver.resolve6(name).catch(emptyWhere),
  ]);
  return [...new Set([...four, ...six])];
}

function emptyWhere(error: unknown): never[] {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (noSuchName.has(code)) return [];
  throw error;
}
