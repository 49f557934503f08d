/** Puts the rules into one container's own network, for both families, and reads them back. They go when the container does. */
import { Refused } from '#shared/model/index.ts';
import { type HeldNetwork, holdNetwork } from './hold-network.ts';
import { FAMILIES, isWall, RULES } from './rules.ts';
import type { Tools } from './tools.ts';

export interface Wall {
  /** Whether it is as it was raised, in the same network, with nothing put in there meanwhile. Never rejects: what cannot be seen does not stand. */
  stands(): Promise<boolean>;
}

/** @throws Refused SANDBOX_MISSING with the cause: the container is not to be used */
export async function raiseWall(tools: Tools, container: { readonly id: string; readonly pid: number }): Promise<Wall> {
  const { id, pid } = container;
  try {
    if (pid === 0) throw new Error('it had ended as soon as it was started');
    await using network = await holdNetwork(pid, id);
    await layRules(tools, network);
    const { identity } = network;
    return { stands: () => stillStands(tools, container, identity).catch(() => false) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Refused('SANDBOX_MISSING', {
      message: `The policy calls for a second wall of iptables rules, and the container does not have it: ${why}.`,
      hint: 'The person has to mend that (`countersign doctor` says how), or take `firewall: iptables` out of the policy.',
      cause,
    });
  }
}

/** @throws Error with a sentence */
export async function layRules(tools: Tools, network: HeldNetwork): Promise<void> {
  // One after the other: both are one table in the kernel, where a second change waits for the first anyway.
  for (const { name, restore, save } of FAMILIES) {
    await tools.runIn(network, restore, ['-w', '5'], RULES);
    if (!isWall(await tools.runIn(network, save, ['-t', 'filter'])))
      throw new Error(`what ${save} reads back are not the rules that were laid for ${name}`);
  }
}

async function stillStands(
  tools: Tools,
  { id, pid }: { readonly id: string; readonly pid: number },
  identity: string,
): Promise<boolean> {
  await using network = await holdNetwork(pid, id);
  if (network.identity !== identity) return false;
  const saved = await Promise.all(FAMILIES.map(({ save }) => tools.runIn(network, save, ['-t', 'filter'])));
  return saved.every(isWall);
}
