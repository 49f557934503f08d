/** From an order to a plan: everything that would run, pinned. Only the content store is written to. */
import type { ContainerEngine } from '#host/engines/container/container-engine.ts';
import type { NameLookup } from '#host/ports/index.ts';
import type { ContentStore } from '#host/storage/index.ts';
import {
  type ContainerSpec,
  type EgressTarget,
  nameInContainer,
  type PackageFile,
  Refused,
  SolverLanguage,
  type SolverPlan,
} from '#shared/model/index.ts';
import {
  type PackageTerms,
  SOLVER_FOLDER,
  SOLVER_USER,
  type SolverPolicy,
  type SolverTerms,
  solverArgv,
} from '#shared/policy/index.ts';
import { visibleText } from '#shared/text/index.ts';
import { checkStart, wallTime } from './check-start.ts';
import { checkPaths } from './package/check-paths.ts';
import { checkValidated } from './package/check-validated.ts';
import { packageHash, sha256Of } from './package/package-hash.ts';
import { pinTarget } from './pin-target.ts';
import type { PackagedFile, SolverOrder } from './solver-order.ts';

export interface SolverPlanning {
  readonly content: ContentStore;
  readonly engine: Pick<ContainerEngine, 'pinImage' | 'holdRuntime' | 'holdFirewall'>;
  readonly names: NameLookup;
}

/** Whoever gets the plan must let go of its files: `releaseFiles`. @throws Refused */
export async function planSolver(
  parts: SolverPlanning,
  order: SolverOrder,
  policy: SolverPolicy,
  signal: AbortSignal,
): Promise<SolverPlan> {
  const { language, terms } = runnerFor(order.language, policy);
  if (order.files.length === 0) throw emptyPackage();
  checkPaths(order.files.map(({ path }) => path));
  checkStart(order);
  const wallMs = wallTime(order.timeoutSeconds, terms);
  refuseTooMuch(order.files, policy.package);
  const files = order.files.map(({ path, bytes }) => ({ path, sha256: sha256Of(bytes), bytes: bytes.byteLength }));
  const whole = packageHash(files);
  const validated = checkValidated(order, whole, files);
  if (order.target.protocol !== 'tcp') throw notOverTcp();
  const target = await pinTarget(order.target, 'solvers', policy, parts.names);
  const image = await parts.engine.pinImage(terms.image);
  await parts.engine.holdRuntime(terms.runtime, image, signal);
  await parts.engine.holdFirewall(terms.firewall, signal);
  const env = { ...baseEnvironment(), ...order.env, ...targetVariables(target) };
  const container: ContainerSpec = {
    ...{ image, env, files, workingDir: SOLVER_FOLDER, user: SOLVER_USER },
    ...{ runtime: terms.runtime, firewall: terms.firewall, cpus: terms.cpus, scratchBytes: terms.scratchBytes },
    argv: solverArgv(language, order.entrypoint, order.args),
    egress: terms.network === 'none' ? [] : [target],
    limits: limitsOf(terms, wallMs),
  };
  const { entrypoint, args, claims, derivedFrom } = order;
  // Last, because nothing would let go of it if a step after it failed.
  await keepFiles(parts.content, order.files);
  return {
    ...{ kind: 'solver', language, entrypoint, args, target, validated, claims, derivedFrom, container },
    package: { sha256: whole, bytes: files.reduce((sum, file) => sum + file.bytes, 0) },
    envFromAgent: Object.keys(order.env).sort(),
  };
}

/** The whole of it, also where a part of it came with an earlier run. */
function refuseTooMuch(files: readonly PackagedFile[], terms: PackageTerms): void {
  const total = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  if (total <= terms.bytes && files.length <= terms.files) return;
  throw new Refused('REQUEST_INVALID', {
    message: `The package has ${files.length} files with ${total} bytes, and at most ${terms.files} files with ${terms.bytes} bytes are taken.`,
  });
}

export async function releaseFiles(content: ContentStore, files: readonly PackageFile[]): Promise<void> {
  for (const { sha256 } of files) await content.release(sha256);
}

/** All of them or none. */
export async function keepFiles(
  content: ContentStore,
  files: readonly PackagedFile[],
): Promise<readonly PackageFile[]> {
  const kept: PackageFile[] = [];
  try {
    for (const { path, bytes } of files) kept.push({ path, sha256: await content.put(bytes), bytes: bytes.byteLength });
    return kept;
  } catch (error) {
    await releaseFiles(content, kept);
    throw error;
  }
}

export const emptyPackage = (): Refused =>
  new Refused('REQUEST_INVALID', { message: 'The package is empty: expected at least the entry point.' });

export const notOverTcp = (): Refused =>
  new Refused('REQUEST_INVALID', { message: 'target.protocol is udp, and solvers reach their target over tcp.' });

/** @throws Refused LANGUAGE_UNKNOWN */
export function runnerFor(name: string, policy: SolverPolicy): { language: SolverLanguage; terms: SolverTerms } {
  const parsed = SolverLanguage.safeParse(name);
  const terms = parsed.success ? policy.terms(parsed.data) : undefined;
  if (parsed.success && terms !== undefined) return { language: parsed.data, terms };
  const listed = policy.languages.join(', ');
  throw new Refused('LANGUAGE_UNKNOWN', {
    message: `There is no runner for “${visibleText(name)}”. ${listed === '' ? 'The policy lists none at all.' : `Expected one of ${listed}.`}`,
  });
}

export const limitsOf = (terms: SolverTerms, wallMs: number): ContainerSpec['limits'] => ({
  ...{ wallMs, outputBytes: terms.outputBytes, memoryBytes: terms.memoryBytes, pids: terms.pids },
  ...{ cpuMs: null, openFiles: 512, fileBytes: terms.scratchBytes },
});

/** The whole of it: nothing comes from this machine's own environment. */
export const baseEnvironment = (): Readonly<Record<string, string>> => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: '/tmp',
  LANG: 'C.UTF-8',
  // What was printed is there also when the time is over.
  PYTHONUNBUFFERED: '1',
  PYTHONDONTWRITEBYTECODE: '1',
  PWNLIB_NOTERM: '1',
  DOT_SAGE: '/tmp/.sage',
});

/** A name stays what it is, so that TLS still knows it; what it leads to is the container's only way out. */
export function targetVariables(target: EgressTarget): Readonly<Record<string, string>> {
  const [host, port] = [nameInContainer(target), String(target.port)];
  return { CTF_HOST: host, CTF_PORT: port, TARGET_HOST: host, TARGET_PORT: port };
}
