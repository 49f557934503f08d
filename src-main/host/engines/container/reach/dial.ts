/**
 * Connects to a target of the plan: to the addresses that the plan pins, one after the other, and to nothing else. No name is looked up here.
 * Countersign's own ports are refused whatever the plan says.
 */
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { connect, isIP, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import type { EgressTarget } from '#shared/model/index.ts';

export interface Dialled<S> {
  readonly socket: S;
  readonly address: string;
}

/** For one address. */
const PATIENCE_MS = 15_000;

/** @throws Error with the operating system's words when none of the addresses takes the connection */
export async function dialStream(
  target: EgressTarget,
  ownPorts: readonly number[],
  signal: AbortSignal,
): Promise<Dialled<Socket>> {
  let last: unknown = new Error('the plan pins no address');
  for (const address of target.addresses) {
    refuseOwn(address, target.port, ownPorts);
    try {
      return { socket: await connected(address, target.port, signal), address };
    } catch (error) {
      last = error;
      if (signal.aborted) break;
    }
  }
  throw last;
}

/** @throws Error when the address cannot be used */
export async function dialDatagrams(
  target: EgressTarget,
  ownPorts: readonly number[],
): Promise<Dialled<DatagramSocket>> {
  const [address = ''] = target.addresses;
  refuseOwn(address, target.port, ownPorts);
  const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once('error', reject);
  socket.connect(target.port, address, resolve);
  try {
    await promise;
  } catch (error) {
    socket.close();
    throw error;
  }
  return { socket, address };
}

function connected(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
  const timer = setTimeout(
    () => socket.destroy(new Error(`${host} did not answer within ${PATIENCE_MS / 1_000} seconds`)),
    PATIENCE_MS,
  );
  const give = (): void => void socket.destroy(new Error('the run ended'));
  signal.addEventListener('abort', give, { once: true });
  const settle = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', give);
  };
  socket.once('error', (error) => {
    settle();
    reject(error);
  });
  socket.once('connect', () => {
    settle();
    resolve(socket);
  });
  return promise;
}

/** An address of this machine and a port that Countersign listens on: the way in for agents, or for the person. */
function refuseOwn(address: string, port: number, ownPorts: readonly number[]): void {
  if (isIP(address) === 0) throw new Error(`${address} is no address`);
  if (ownPorts.includes(port) && isOfThisMachine(address)) throw new Error('this port is Countersign’s own');
}

function isOfThisMachine(text: string): boolean {
  const address = ipaddr.process(text);
  if (['loopback', 'unspecified', 'linkLocal'].includes(address.range())) return true;
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return own.some((each) => ipaddr.process(each.address.replace(/%.*$/, '')).toString() === address.toString());
}
