/** A look at a target from inside a container, planned: the program is our own, the target pinned like a solver's. */
import { type EgressTarget, nameInContainer, type ProbePlan } from '#shared/model/index.ts';
import { SOLVER_FOLDER, SOLVER_USER, type SolverPolicy, solverArgv } from '#shared/policy/index.ts';
import { pinTarget } from '../pin-target.ts';
import { baseEnvironment, keepFiles, limitsOf, type SolverPlanning, targetVariables } from '../plan-solver.ts';
import { PROBE_FILE, probeProgram } from './probe-program.ts';

const TLS_PORT = 443;
const WALL_MS = 20_000;
const OUTPUT_BYTES = 64_000;

export interface AskedProbe {
  readonly target: { readonly host: string; readonly port: number; readonly protocol: 'tcp' | 'udp' };
  /** `null`: where the port says so. */
  readonly tls: boolean | null;
  readonly reason: string;
}

/** @throws Refused */
export async function planProbe(
  parts: SolverPlanning,
  asked: AskedProbe,
  policy: SolverPolicy,
  signal: AbortSignal,
): Promise<ProbePlan> {
  const terms = policy.probeTerms();
  const target = await pinTarget(asked.target, 'probes', policy, parts.names);
  const image = await parts.engine.pinImage(terms.image);
  await parts.engine.holdRuntime(terms.runtime, image, signal);
  await parts.engine.holdFirewall(terms.firewall, signal);
  const tls = asked.tls ?? target.port === TLS_PORT;
  const limits = limitsOf(terms, Math.min(WALL_MS, terms.maxWallMs));
  const files = await keepFiles(parts.content, [{ path: PROBE_FILE, bytes: Buffer.from(probeProgram) }]);
  return {
    ...{ kind: 'probe', target, tls, reason: asked.reason },
    container: {
      ...{ image, files, workingDir: SOLVER_FOLDER, user: SOLVER_USER, runtime: terms.runtime, cpus: terms.cpus },
      argv: solverArgv('python', PROBE_FILE, argumentsFor(target, tls)),
      env: { ...baseEnvironment(), ...targetVariables(target) },
      ...{ firewall: terms.firewall, scratchBytes: terms.scratchBytes },
      egress: [target],
      limits: { ...limits, outputBytes: Math.min(OUTPUT_BYTES, limits.outputBytes) },
    },
  };
}

/** Whom to connect to, and which name to ask for in TLS: none where the target is a bare address. */
function argumentsFor(target: EgressTarget, tls: boolean): readonly string[] {
  const serverName = target.addresses.includes(target.host) ? '' : target.host;
  return [nameInContainer(target), String(target.port), serverName, tls ? 'tls' : 'plain'];
}
