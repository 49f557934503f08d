/**
 * Holds the network of a container's first process open, so that what is done to it is done to that one whatever becomes of the process, and
 * makes sure that it is a container's own with nothing in it but loopback: rules that close this machine's own network must never be possible.
 */
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';

export interface HeldNetwork extends AsyncDisposable {
  readonly fd: number;
  /** The same for as long as the network is there. */
  readonly identity: string;
}

/** @param container its id; `null` for a process of our own. @throws Error with a sentence that continues “…: ” */
export async function holdNetwork(pid: number, container: string | null): Promise<HeldNetwork> {
  const handle = await open(`/proc/${pid}/ns/net`, 'r').catch((cause: unknown) => {
    throw new Error(`the network of its first process (${pid}) cannot be opened: ${wordsOf(cause)}`, { cause });
  });
  try {
    const identity = await identityOf(handle);
    if (identity === (await identityAt('/proc/self/ns/net')) || identity === (await identityAt('/proc/1/ns/net')))
      throw new Error('it has no network of its own but this machine’s');
    const others = await waysOut(pid);
    if (others.length > 0) throw new Error(`something is in its network already: ${others.slice(0, 3).join(', ')}`);
    // Last: a process that is the container's now was it all the while, because a number is not given out again while its process is there.
    if (container !== null && !(await readFile(`/proc/${pid}/cgroup`, 'utf8')).includes(container))
      throw new Error(`process ${pid}, which the engine names, is not the container’s on this machine`);
    return { fd: handle.fd, identity, [Symbol.asyncDispose]: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function identityOf(handle: FileHandle): Promise<string> {
  const { dev, ino } = await handle.stat();
  return `${dev}:${ino}`;
}

/** @returns `null` where it may not be looked at: the first process can be somebody else's */
const identityAt = (path: string): Promise<string | null> =>
  stat(path).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EACCES' || error.code === 'EPERM') return null;
      throw error;
    },
  );

/** Interfaces with a route or an address, loopback aside; a kernel may put others there that are down and lead nowhere. */
async function waysOut(pid: number): Promise<readonly string[]> {
  const [routes, addresses] = await Promise.all([
    readFile(`/proc/${pid}/net/route`, 'utf8'),
    // A kernel without IPv6 has no such file.
    readFile(`/proc/${pid}/net/if_inet6`, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    }),
  ]);
  const links = [
    ...routes
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t')[0]?.trim() ?? ''),
    ...addresses.split('\n').map((line) => line.trim().split(/\s+/).at(-1) ?? ''),
  ];
  return [...new Set(links)].filter((link) => link !== '' && link !== 'lo');
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
