/**
 * Reaches an engine on another machine the way the `docker` command does: each connection is one `ssh … docker system dial-stdio`. The
 * person's own ssh does it, with their keys, their configuration and their known hosts; a library would know none of these.
 */
import { Agent } from 'node:http';
import { Duplex } from 'node:stream';
import { execa } from 'execa';

export function sshAgent(url: URL, program: string): Agent {
  const args = [
    // Nobody is there to type a password or to confirm a host key.
    ...['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10'],
    ...(url.port === '' ? [] : ['-p', url.port]),
    ...(url.username === '' ? [] : ['-l', decodeURIComponent(url.username)]),
    ...['--', url.hostname, 'docker', 'system', 'dial-stdio'],
  ];
  const agent = new Agent({ keepAlive: false, maxSockets: 64 });
  return Object.assign(agent, { createConnection: () => dial(program, args) });
}

/** What Node's HTTP client asks of a socket beyond a stream's own methods. */
function dial(program: string, args: readonly string[]): Duplex {
  const child = execa(program, args, {
    ...{ stdin: 'pipe', stdout: 'pipe', stderr: 'ignore', encoding: 'buffer', buffer: false },
    ...{ reject: false, shell: false, preferLocal: false, windowsHide: true, verbose: 'none' },
  });
  const duplex = Duplex.from({ readable: child.stdout, writable: child.stdin });
  duplex.once('close', () => child.kill());
  child.then(
    (result) => {
      if (result.failed && !duplex.destroyed)
        duplex.destroy(new Error(`ssh ended with ${result.exitCode ?? result.signal ?? 'an error'}`));
    },
    (error: unknown) => duplex.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  const nothing = (): Duplex => duplex;
  return Object.assign(duplex, {
    setTimeout: nothing,
    setNoDelay: nothing,
    setKeepAlive: nothing,
    ref: nothing,
    unref: nothing,
  });
}
