/** Raises the wall in a network of nobody's, made for it and gone afterwards: whether this machine can do it is seen by doing it. */
import { once } from 'node:events';
import { execa } from 'execa';
import { holdNetwork } from './hold-network.ts';
import { layRules } from './raise-wall.ts';
import { endOf, TOOL_OPTIONS, type Tools } from './tools.ts';

/** @throws Error with a sentence; nothing is left */
export async function tryWall(tools: Tools): Promise<void> {
  // What it hears it says: by then the network is there. It ends when its input does, also with a host that is killed.
  const child = execa(await tools.pathTo('unshare'), ['--net', '--', 'cat'], {
    ...TOOL_OPTIONS,
    buffer: { stdout: false },
  });
  try {
    child.stdin.on('error', () => undefined).write('\n');
    const isThere = await Promise.race([once(child.stdout, 'data').then(() => true), child.then(() => false)]);
    if (!isThere || child.pid === undefined) throw new Error(`unshare ${endOf(await child)}`);
    await using network = await holdNetwork(child.pid, null);
    await layRules(tools, network);
  } finally {
    child.stdin.end();
    await child;
  }
}
