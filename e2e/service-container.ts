/** A small CTF service in a container of the test's own: it asks for a sum and gives the flag for the right one. */
import { execFileSync } from 'node:child_process';
import { TEST_IMAGE } from '../test/base-image.ts';

const SERVER = `
import os, random, socket
listener = socket.create_server(("0.0.0.0", 31337))
while True:
    talk, _ = listener.accept()
    with talk:
        try:
            a, b = random.randrange(10**6), random.randrange(10**6)
            talk.sendall(b"what is %d * %d?\\n> " % (a, b))
            right = talk.recv(100).strip() == str(a * b).encode()
            talk.sendall(b"flag{" + os.urandom(8).hex().encode() + b"}\\n" if right else b"no\\n")
        except OSError:
            pass
`;

export interface Service {
  /** The container's own address. */
  readonly address: string;
  readonly port: number;
  stop(): void;
}

const docker = (...args: readonly string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim();

export function startService(): Service {
  const id = docker('run', '--detach', '--rm', TEST_IMAGE, 'python3', '-c', SERVER);
  const address = docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', id);
  return {
    ...{ address, port: 31_337 },
    stop: () => void docker('rm', '--force', id),
  };
}
