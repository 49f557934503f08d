/**
 * The verdict on what would run in a container of its own against a target: the target must be listed with every address it is pinned to,
 * the container must be the one that the policy describes, and then the section says whether a person is asked.
 */
import type { ClientRef, ContainerSpec, EgressTarget, ProbePlan, SolverPlan, Verdict } from '#shared/model/index.ts';
import {
  isDangerousVariable,
  type SolverTerms,
  solverArgv,
  TARGET_VARIABLES,
  type TargetUse,
} from '#shared/policy/index.ts';
import { hasHidden, quoted, textsOf } from '#shared/text/index.ts';
import type { PolicyParts } from '../load/loaded-policy.ts';
import { builtIn, refused } from './answer.ts';

export function decideContainer(
  plan: SolverPlan | ProbePlan,
  client: ClientRef,
  { solvers }: PolicyParts,
  nowMs: number,
): Verdict {
  const use: TargetUse = plan.kind === 'solver' ? 'solvers' : 'probes';
  const target = solvers.decideTarget({ ...plan.target, use }, nowMs);
  if (target.verdict === 'deny') return target;
  const terms = plan.kind === 'solver' ? solvers.terms(plan.language) : solvers.probeTerms();
  if (terms === undefined && plan.kind === 'solver') {
    const listed = solvers.languages.join(', ');
    return refused(
      `The policy lists no runner for ${plan.language}.`,
      listed === '' ? 'The policy lists no runners at all.' : `Listed: ${listed}.`,
      solvers.refOf(plan.language),
    );
  }
  if (terms === undefined) return notFromHere('it has no runner');
  const misfit = misfitOf(plan, terms) ?? packageMisfit(plan, solvers.package);
  if (misfit !== null) return notFromHere(misfit);
  return answer(plan, client, terms, solvers);
}

const strictness = { allow: 0, ask: 1, deny: 2 } as const;

function answer(
  plan: SolverPlan | ProbePlan,
  client: ClientRef,
  terms: SolverTerms,
  solvers: PolicyParts['solvers'],
): Verdict {
  const cap = solvers.capOf(client.name);
  const section = solvers.refOf(plan.kind === 'solver' ? plan.language : 'probe');
  const rule = cap === null || strictness[cap.verdict] <= strictness[terms.verdict] ? section : cap.ref;
  if (terms.verdict === 'deny' || cap?.verdict === 'deny') {
    const what = plan.kind === 'solver' ? `Solvers in ${plan.language} are` : 'Probes are';
    const whom = cap?.verdict === 'deny' && terms.verdict !== 'deny' ? ' for this client' : '';
    return refused(solvers.because ?? `${what} denied by the policy${whom}.`, null, rule);
  }
  const held = textsOf(plan).some(hasHidden)
    ? ['The request contains characters that do not show as what they are.']
    : [];
  if (terms.verdict === 'allow' && cap === null && held.length === 0) {
    return { verdict: 'allow', rule, lost: [], reasons: [], hint: null };
  }
  const because =
    solvers.because ??
    (plan.kind === 'solver'
      ? 'The agent’s own program would run, in a container.'
      : 'A target would be looked at, from a container.');
  return { verdict: 'ask', rule, lost: [], reasons: [because, ...held], hint: null };
}

/** What about the container is not as the policy in force would make it. */
function misfitOf(plan: SolverPlan | ProbePlan, terms: SolverTerms): string | null {
  const { container: spec, target } = plan;
  const { limits } = spec;
  if (spec.image.name !== terms.image) return 'it names another image';
  if (spec.runtime !== terms.runtime && terms.runtime === 'runsc')
    return 'its container is weaker than the policy wants';
  if (spec.firewall !== terms.firewall && terms.firewall === 'iptables')
    return 'its container is weaker than the policy wants';
  if (limits.wallMs > terms.maxWallMs) return 'it may run for longer than the policy lets it';
  if (over(limits.memoryBytes, terms.memoryBytes) || over(limits.pids, terms.pids))
    return 'it may use up more than the policy lets it';
  if (spec.cpus > terms.cpus || spec.scratchBytes > terms.scratchBytes)
    return 'it may use up more than the policy lets it';
  if (limits.outputBytes > terms.outputBytes) return 'it keeps more output than the policy lets it';
  if (!reachesOnly(spec, terms.network === 'none' ? null : target)) return 'it reaches more than its target';
  return plan.kind === 'solver' ? solverMisfit(plan) : null;
}

const over = (limit: number | null, most: number): boolean => limit === null || limit > most;

function reachesOnly({ egress }: ContainerSpec, target: EgressTarget | null): boolean {
  return egress.every(
    (entry) =>
      target !== null &&
      entry.host === target.host &&
      entry.port === target.port &&
      entry.protocol === target.protocol &&
      entry.addresses.every((address) => target.addresses.includes(address)),
  );
}

function solverMisfit(plan: SolverPlan): string | null {
  const { container: spec, entrypoint, language, args, envFromAgent } = plan;
  if (!spec.files.some(({ path }) => path === entrypoint)) return 'its entry point is not in the package';
  const argv = solverArgv(language, entrypoint, args);
  if (argv.length !== spec.argv.length || argv.some((token, at) => token !== spec.argv[at]))
    return 'it is started in another way';
  const wrong = envFromAgent.find(
    (name) => isDangerousVariable(name) || TARGET_VARIABLES.has(name) || !Object.hasOwn(spec.env, name),
  );
  return wrong === undefined ? null : `its variable ${quoted(wrong)} is not let through`;
}

function packageMisfit(plan: SolverPlan | ProbePlan, terms: PolicyParts['solvers']['package']): string | null {
  if (plan.kind !== 'solver') return null;
  const { files } = plan.container;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (files.length > terms.files || total > terms.bytes || files.some(({ bytes }) => bytes > terms.fileBytes)) {
    return 'its package is larger than the policy lets it be';
  }
  return null;
}

const notFromHere = (why: string): Verdict =>
  refused(
    `The plan does not fit the policy in force: ${why}.`,
    'Ask again: a new plan will be made.',
    builtIn('plan-fits-policy'),
  );
