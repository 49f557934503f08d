/**
 * The second wall (`firewall: iptables`): whether it can be had here, and where not, why and what to do. It takes root and an engine on this
 * very machine. That it works is believed once it was raised for a try; what fails is tried anew whenever somebody asks.
 */
import { type ContainerSpec, type FirewallState, Refused } from '#shared/model/index.ts';
import { settlesBefore } from '../../process/settles-before.ts';
import type { Found } from '../find/try-engine.ts';
import { raiseWall, type Wall } from './raise-wall.ts';
import { TOOL_FOLDERS, type Tool, toolsIn } from './tools.ts';
import { tryWall } from './try-wall.ts';

export type Wanted = ContainerSpec['firewall'];

export interface Firewall {
  /**
   * @param signal fires when nobody waits for it any more; a trial goes on to its end
   * @throws Refused SANDBOX_MISSING with the cause, where it is wanted and cannot be had; CANCELLED
   */
  hold(found: Found, wanted: Wanted, signal: AbortSignal): Promise<void>;
  /** What is known of it by now. */
  state(found: Found | null): FirewallState;
  /** For the doctor: tries it where it is wanted. */
  examine(found: Found, isWanted: boolean): Promise<readonly { readonly found: string; readonly fix: string | null }[]>;
  /** @throws Refused SANDBOX_MISSING: the container is not to be used */
  raise(container: { readonly id: string; readonly pid: number }): Promise<Wall>;
  /** Resolves when nothing is being tried. */
  settled(): Promise<void>;
}

interface Problem {
  readonly why: string;
  readonly fix: string;
}

const NEVER = new AbortController().signal;
const INSTEAD = 'or take `firewall: iptables` out of the policy: without it a container has no network either';

/** @param folders where the programs that it takes are looked for */
export function createFirewall(folders: readonly string[] = TOOL_FOLDERS, uid = process.geteuid?.()): Firewall {
  const tools = toolsIn(folders);
  let tried: Problem | 'works' | null = null;
  let trial: Promise<Problem | 'works'> | null = null;

  const attempt = async (): Promise<Problem | 'works'> => {
    const missing = await tools.missing();
    if (missing.length > 0) return without(missing);
    return tryWall(tools).then(
      () => 'works' as const,
      (error: unknown) => broken(error instanceof Error ? error.message : String(error)),
    );
  };
  const tryIt = async (): Promise<Problem | 'works'> => {
    tried = await attempt();
    trial = null;
    return tried;
  };
  const problemWith = async (found: Found, signal: AbortSignal): Promise<Problem | null> => {
    const cannot = notHere(found, uid);
    if (cannot !== null) return cannot;
    if (tried === 'works') return null;
    trial ??= tryIt();
    const underWay = trial;
    if (!(await settlesBefore(signal, underWay))) throw new Refused('CANCELLED');
    const outcome = await underWay;
    return outcome === 'works' ? null : outcome;
  };

  return {
    async hold(found, wanted, signal) {
      if (wanted === 'none') return;
      const problem = await problemWith(found, signal);
      if (problem === null) return;
      throw new Refused('SANDBOX_MISSING', {
        message: `The policy calls for a second wall of iptables rules around the container, which cannot be had: ${problem.why}.`,
        hint: problem.fix,
      });
    },
    state(found) {
      if (found === null)
        return { state: 'absent', words: 'No engine answers, so there is nothing to wall in', fix: null };
      const cannot = notHere(found, uid);
      if (cannot !== null) return { state: 'absent', words: `It cannot be had here: ${cannot.why}`, fix: null };
      if (tried === null)
        return { state: 'listed', words: 'It is tried before the first run that calls for it', fix: null };
      return tried === 'works'
        ? { state: 'works', words: 'It was raised for a try, for IPv4 and IPv6', fix: null }
        : { state: 'broken', words: `It cannot be had: ${tried.why}`, fix: tried.fix };
    },
    async examine(found, isWanted) {
      if (!isWanted) return [];
      const problem = await problemWith(found, NEVER);
      if (problem === null)
        return [{ found: 'The second wall that the policy calls for was raised for a try.', fix: null }];
      const sentence = `The policy calls for a second wall of iptables rules, and solvers are refused: ${problem.why}.`;
      return [{ found: sentence, fix: problem.fix }];
    },
    raise: (container) => raiseWall(tools, container),
    settled: async () => void (await trial),
  };
}

/** What no program that is installed would change. */
function notHere({ facts, candidate }: Found, uid: number | undefined): Problem | null {
  if (process.platform !== 'linux') return { why: 'iptables is there on Linux alone', fix: `Use Linux, ${INSTEAD}.` };
  if (!candidate.address.startsWith('unix://') || facts.desktopVersion !== null) {
    const where = facts.desktopVersion === null ? 'on another one' : 'in a virtual machine of Docker Desktop’s';
    return {
      why: `a container’s network can be reached on its own machine alone, and ${facts.name} runs ${where}`,
      fix: `Use an engine on this machine, ${INSTEAD}.`,
    };
  }
  if (uid === 0) return null;
  return {
    why: `it takes root, and Countersign runs as user ${uid}`,
    fix: `Run Countersign as root where that is how you want it, ${INSTEAD}.`,
  };
}

const without = (missing: readonly Tool[]): Problem => ({
  why: `there is no ${missing.join(' and no ')}`,
  fix: `Install it: \`sudo apt-get install -y iptables util-linux\` (Debian, Ubuntu) or \`sudo dnf install iptables-nft util-linux\` (Fedora), ${INSTEAD}.`,
});

const broken = (why: string): Problem => ({
  why: why.replace(/\.$/, ''),
  fix: `See what \`sudo unshare --net iptables-save\` and \`sudo unshare --net ip6tables-save\` say, and mend that, ${INSTEAD}.`,
});
