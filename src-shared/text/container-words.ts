/** A container in words, alike in window and terminal: what it is, what it may use up, and whom it can reach. */
import type {
  ArtifactPlan,
  ContainerSpec,
  EgressTarget,
  ProbePlan,
  RunnersPlan,
  SolverCheckPlan,
  SolverPlan,
  TargetCheckPlan,
  ValidatedHash,
} from '../model/index.ts';
import { bytes, counted, duration, sizeLimit } from './quantities.ts';

/** `chall.example.org:31337 (TCP) at 203.0.113.7` */
export function targetWords({ host, port, protocol, addresses }: EgressTarget): string {
  const at = addresses.length === 1 && addresses[0] === host ? '' : ` at ${addresses.join(', ')}`;
  return `${hostAndPort(host, port)} (${protocol.toUpperCase()})${at}`;
}

/** An IPv6 address stands in brackets, so that the port cannot be read as part of it. */
export const hostAndPort = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

export function egressWords({ egress }: Pick<ContainerSpec, 'egress'>): string {
  if (egress.length === 0) return 'none: can reach nothing at all';
  return `only ${egress.map(targetWords).join(' and ')}`;
}

/** What keeps the program from the rest of the machine. */
export function containmentWords({
  user,
  runtime,
  firewall,
}: Pick<ContainerSpec, 'user' | 'runtime' | 'firewall'>): string {
  const kernel = runtime === 'runsc' ? 'behind gVisor’s own kernel' : 'on this machine’s kernel';
  const wall = firewall === 'iptables' ? ', walled in a second time by iptables rules' : '';
  return `of its own, ${kernel}, as user ${user}, without privileges${wall}; its files are gone when it ends`;
}

export function containerLimitWords({ limits, cpus, scratchBytes }: ContainerSpec): string {
  return [
    `ends after ${duration(limits.wallMs)}`,
    limits.memoryBytes === null ? 'no memory limit' : `${sizeLimit(limits.memoryBytes)} of memory`,
    counted(cpus, 'processor', 'processors'),
    limits.pids === null ? 'no process limit' : counted(limits.pids, 'process', 'processes'),
    `${sizeLimit(scratchBytes)} to write to`,
    `keeps ${sizeLimit(limits.outputBytes)} of output`,
  ].join(' · ');
}

/** Whether what would run is what the agent says it validated; the one part of the evidence that is checked. */
export function validatedWords({ claimed, covers }: ValidatedHash): { readonly word: string; readonly rest: string } {
  switch (covers) {
    case 'package':
      return { word: 'yes', rest: 'the hash that the agent names is that of this package, every file of it' };
    case 'entrypoint':
      return {
        word: 'in part',
        rest: 'the hash that the agent names is that of the entry point; the other files are not covered',
      };
    case 'nothing':
      return claimed === null
        ? { word: 'not known', rest: 'the agent names no hash of what it validated' }
        : { word: 'no', rest: 'the hash belongs to the earlier run’s package, not to this one' };
    default:
      return covers satisfies never;
  }
}

/** Every text of a container plan that the agent could have chosen. */
export function containerTexts(plan: SolverPlan | ProbePlan): readonly string[] {
  const { container, target } = plan;
  const shared = [
    target.host,
    ...container.argv,
    ...container.files.map(({ path }) => path),
    ...Object.entries(container.env).flat(),
  ];
  if (plan.kind === 'probe') return [...shared, plan.reason];
  const { sandboxFailure, localValidation } = plan.claims;
  const said = [
    sandboxFailure.reason,
    sandboxFailure.attemptedAt,
    sandboxFailure.errorExcerpt,
    sandboxFailure.commandSummary,
  ];
  return [...shared, ...said.filter((text) => text !== null), localValidation.summary];
}

/** A question, or a file to be stored, as one sentence. */
export function solverQuestionWords(plan: SolverCheckPlan | TargetCheckPlan | RunnersPlan | ArtifactPlan): string {
  switch (plan.kind) {
    case 'solver.check':
      return plan.would === null
        ? 'Asks whether a solver would run. Nothing runs.'
        : `Asks whether ${plan.would.entrypoint} would run against ${hostAndPort(plan.would.target.host, plan.would.target.port)}. Nothing runs.`;
    case 'target.check':
      return `Asks whether ${hostAndPort(plan.host, plan.port)} may be reached. Nothing is sent there.`;
    case 'runners':
      return plan.about === 'health'
        ? 'Asks how this host is. Nothing runs.'
        : 'Asks which runners there are. Nothing runs.';
    case 'artifact.upload':
      return `Stores ${plan.filename} (${bytes(plan.bytes)}) in Countersign’s own folder, for a later package. Nothing runs.`;
    default:
      return plan satisfies never;
  }
}
