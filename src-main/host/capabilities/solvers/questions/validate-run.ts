/** The tool `validate_run_request`: everything that a solver run is checked for, and what the policy would say. Nothing runs, nobody is asked. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import {
  type ClientRef,
  Refused,
  refusalCatalogue,
  type SolverCheckPlan,
  type SolverPlan,
  type Verdict,
} from '#shared/model/index.ts';
import { planSolver, releaseFiles, type SolverPlanning } from '../plan-solver.ts';
import { type Artifacts, readOrder } from '../read-order.ts';
import { SolverInput } from '../solver-input.ts';
import { outputOf } from '../solver-output.ts';
import { findProblems } from './find-problems.ts';

const Normalized = z.object({
  language: z.string(),
  timeout_seconds: z.number(),
  entrypoint: z.string(),
  args: z.array(z.string()),
  files: z.array(z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() })),
  package_sha256: z.string(),
  validated: z.enum(['package', 'entrypoint', 'nothing']),
  target: z.object({ host: z.string(), port: z.number().int(), protocol: z.string(), addresses: z.array(z.string()) }),
  image: z.object({ name: z.string(), id: z.string() }),
});

const Output = z.object({
  ok: z.literal(true).describe('The question was answered.'),
  valid: z.boolean().describe('Such a request would be run, or a person would be asked.'),
  normalized: Normalized.nullable(),
  verdict: z.enum(['allow', 'ask', 'deny']).nullable(),
  reasons: z.array(z.string()),
  errors: z
    .array(z.object({ code: z.string(), message: z.string(), suggestion: z.string().nullable() }))
    .describe('All of what is wrong, not only the first.'),
  warnings: z.array(z.string()),
});
type Output = z.output<typeof Output>;

export interface ValidateParts extends SolverPlanning {
  readonly artifacts: Artifacts;
  readonly verdictOn: (plan: SolverPlan, client: ClientRef) => Verdict;
}

export function validateRun(parts: ValidateParts): Capability<SolverInput, SolverCheckPlan, Output> {
  return {
    tool: {
      name: 'validate_run_request',
      title: 'Check a solver request',
      description:
        'Takes what run_solver_fallback takes and says whether it would be accepted, what it comes to, and what the policy would say. Nothing runs, nobody is asked, and at most the target’s name is looked up, if the policy lists it.',
      input: SolverInput,
      output: Output,
      badInput: 'REQUEST_INVALID',
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    transcriptBytes: () => null,
    async plan(request, input, { solvers }, signal) {
      const readArtifact = (id: string) => parts.artifacts.read(request.client.name, id);
      try {
        const order = await readOrder(input, solvers.package, readArtifact);
        const would = await planSolver(parts, order, solvers, signal);
        return { kind: 'solver.check', would, problems: [], warnings: warningsOf(would) };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const all = await findProblems(parts, input, solvers, readArtifact, signal);
        // What kept it from being planned stands there in any case.
        const isAmong = all.some(({ refusal }) => refusal.message === error.refusal.message);
        const problems = [...(isAmong ? [] : [error]), ...all].map(problemOf);
        return { kind: 'solver.check', would: null, problems, warnings: [] };
      }
    },
    describe: () => 'Ask whether a solver would run',
    drift: async () => [],
    release: ({ would }) => releaseFiles(parts.content, would?.container.files ?? []),
    async perform(grant, _run, request) {
      const plan = await Grant.redeem(grant);
      const verdict = plan.would === null ? null : parts.verdictOn(plan.would, request.client);
      return { output: answerOf(plan, verdict), failed: false };
    },
  };
}

const problemOf = ({ refusal: { code, message, hint } }: Refused): SolverCheckPlan['problems'][number] => ({
  ...{ code: refusalCatalogue[code].gateway, message, hint },
});

function answerOf({ would, problems, warnings }: SolverCheckPlan, verdict: Verdict | null): Output {
  const isDenied = verdict?.verdict === 'deny';
  const denial = isDenied
    ? [{ code: 'POLICY_BLOCKED', message: verdict.reasons.join(' '), suggestion: verdict.hint }]
    : [];
  const found = problems.map(({ code, message, hint }) => ({ code, message, suggestion: hint }));
  return {
    ok: true,
    valid: would !== null && !isDenied,
    normalized: would === null ? null : normalized(would),
    verdict: verdict?.verdict ?? null,
    reasons: [...(verdict?.reasons ?? [])],
    errors: [...found, ...denial],
    warnings: [...warnings],
  };
}

function normalized(plan: SolverPlan): z.output<typeof Normalized> {
  const { language, entrypoint, args, container } = plan;
  const { target, package_sha256, validated } = outputOf(plan);
  return {
    ...{ language, entrypoint, args: [...args], target, package_sha256, validated },
    image: { ...container.image },
    timeout_seconds: container.limits.wallMs / 1000,
    files: container.files.map((file) => ({ ...file })),
  };
}

function warningsOf({ validated, entrypoint, language, container }: SolverPlan): readonly string[] {
  const usual = language === 'sage' ? /\.(?:sage|py)$/u : /\.py$/u;
  return [
    ...(validated.covers === 'nothing'
      ? ['No solver_sha256 came, so the person cannot see that this is what you validated.']
      : []),
    ...(validated.covers === 'entrypoint'
      ? ['solver_sha256 covers the entry point alone; the other files are not covered.']
      : []),
    ...(usual.test(entrypoint)
      ? []
      : [`The entry point ${entrypoint} is given to the ${language} runner’s interpreter, whatever its name ends in.`]),
    ...(container.egress.length === 0 ? ['The policy gives solvers no network, so the target cannot be reached.'] : []),
  ];
}
