/** Makes a client for one address. Nothing is connected until the first call. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import type { Candidate } from './candidates.ts';
import { sshAgent } from './ssh-agent.ts';

/** Everything that dockerode would take from the environment is said, so that it takes nothing. */
const NOTHING_FROM_ENVIRONMENT = { pathPrefix: '/', timeout: 0 } as const;

/** @throws Error with a sentence for the person: an address of no known kind, key files that cannot be read */
export async function connect({ address, tlsFolder }: Candidate, sshProgram = 'ssh'): Promise<Docker> {
  const socket = /^(?:unix|npipe):\/\/(.+)$/.exec(address)?.[1];
  if (socket !== undefined) return new Docker({ ...NOTHING_FROM_ENVIRONMENT, protocol: 'http', socketPath: socket });
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol === 'ssh:') {
    const agent = sshAgent(url, sshProgram);
    const docker = new Docker({ ...NOTHING_FROM_ENVIRONMENT, protocol: 'http', host: 'docker.over.ssh', port: 80 });
    Object.assign(docker.modem, { agent });
    return docker;
  }
  if (url !== null && ['tcp:', 'http:', 'https:'].includes(url.protocol) && url.hostname !== '') {
    const tls = tlsFolder === null ? null : await readTls(tlsFolder);
    const isTls = tls !== null || url.protocol === 'https:';
    return new Docker({
      ...NOTHING_FROM_ENVIRONMENT,
      ...{ protocol: isTls ? 'https' : 'http', host: url.hostname.replace(/^\[(.*)\]$/, '$1') },
      ...{ port: url.port || (isTls ? 2376 : 2375), ...tls },
    });
  }
  throw new Error(
    `${address} is no address of a container engine: expected unix://PATH, npipe://PATH, tcp://HOST:PORT or ssh://USER@HOST.`,
  );
}

async function readTls(folder: string): Promise<{ ca: Buffer; cert: Buffer; key: Buffer }> {
  const read = (name: string): Promise<Buffer> =>
    readFile(join(folder, name)).catch((cause: unknown) => {
      throw new Error(`The engine asks for TLS, and ${join(folder, name)} cannot be read.`, { cause });
    });
  return { ca: await read('ca.pem'), cert: await read('cert.pem'), key: await read('key.pem') };
}
