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

const KEPT_WORDS = 500;

/** One connection: ssh's input and output as a stream. Not `Duplex.from`, which raises an error when it is destroyed, as an agent does when it is done. */
function dial(program: string, args: readonly string[]): Duplex {
  const child = execa(program, args, {
    ...{ stdin: 'pipe', stdout: 'pipe', stderr: 'pipe', encoding: 'buffer', buffer: false },
    ...{ reject: false, shell: false, preferLocal: false, windowsHide: true, verbose: 'none' },
  });
  const { stdin, stdout, stderr } = child;
  const duplex = new Duplex({
    read: () => void stdout.resume(),
    write: (bytes, _encoding, done) => void stdin.write(bytes, done),
    final: (done) => void stdin.end(done),
    destroy(error, done) {
      child.kill();
      done(error);
    },
  });
  // Who uses it hears of it as well; when nobody does any more, it is no news.
  for (const stream of [duplex, stdin, stdout, stderr]) stream.on('error', () => undefined);
  stdout.on('data', (bytes: Buffer) => !duplex.push(bytes) && stdout.pause());
  let words = '';
  stderr.on('data', (bytes: Buffer) => {
    words = (words + bytes.toString('utf8')).slice(-KEPT_WORDS);
  });
  child.then(
    (result) => {
      if (duplex.destroyed) return;
      // The end of what it said is told with why it ended; before that it would look like an engine that hung up.
      if (result.failed) duplex.destroy(new Error(`ssh ended with ${endOf(result, words)}`));
      else duplex.push(null);
    },
    (error: unknown) => duplex.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return withSocketMethods(duplex);
}

function endOf({ exitCode, signal }: { readonly exitCode?: number; readonly signal?: string }, words: string): string {
  const said = words.replaceAll(/\p{C}+/gu, ' ').trim();
  return `${exitCode ?? signal ?? 'an error'}${said === '' ? '' : `: ${said.replace(/\.$/, '')}`}`;
}

/** What Node's HTTP client asks of a socket beyond a stream's own methods. */
function withSocketMethods(duplex: Duplex): Duplex {
  const nothing = (): Duplex => duplex;
  return Object.assign(duplex, {
    setTimeout: nothing,
    setNoDelay: nothing,
    setKeepAlive: nothing,
    ref: nothing,
    unref: nothing,
  });
}
