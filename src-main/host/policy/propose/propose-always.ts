/**
 * What *Always* could write for a request that a person is asked about: up to three rules, each with the policy's text that has it and with
 * how much else it would have let through. Only what was tried is offered: the text compiles, and under it the very plan is allowed by the
 * very rule. Changes nothing.
 */
import type { AlwaysOffer } from '#shared/contract/index.ts';
import { type ClientRef, type CommandPlan, isFilePlan } from '#shared/model/index.ts';
import { type CommandTerms, ruleSentence } from '#shared/policy/index.ts';
import type { CompiledCommand } from '../language/compiled-command.ts';
import type { Rule } from '../language/rule.ts';
import { type Weighed, weigh } from '../language/weigh.ts';
import { isBare } from '../load/compile-command.ts';
import type { CompileResult } from '../load/compile-policy.ts';
import { LoadedPolicy, type PolicyParts } from '../load/loaded-policy.ts';
import { lexically, planPaths } from '../paths/plan-paths.ts';
import { refitted } from '../tools/refitted.ts';
import { decide } from '../verdicts/decide.ts';
import { type Addition, newRule, withRule } from './added-rule.ts';
import { type Candidate, countMatched, forCommands } from './count-matched.ts';
import { type AlwaysProposals, type AskedPlan, type ProposeParts, refused } from './proposals.ts';
import { proposeForFiles } from './propose-for-files.ts';
import { ruleShapes, type Shape } from './rule-shapes.ts';
import { whyNotAlways } from './why-not-always.ts';

export async function proposeAlways(asked: AskedPlan, parts: ProposeParts): Promise<AlwaysProposals> {
  const { plan } = asked;
  const refusal = whyNotAlways(plan);
  const policy = LoadedPolicy.inside(parts.inForce.policy);
  if (refusal === null && isFilePlan(plan)) return proposeForFiles(asked, plan, parts);
  if (refusal !== null || plan.kind !== 'command' || policy === undefined) {
    return refused(refusal ?? 'Only commands have rules that could be written from a request.');
  }
  const command = policy.commands.get(plan.command);
  if (command === undefined) return refused(`The policy no longer lists ${plan.command}.`);
  const shapes = shapesOf(plan, command, policy, asked, parts);
  if (shapes.length === 0) return refused('A rule cannot spell one of its arguments.');
  const tried = shapes.map((shape) => tryShape(shape, { plan, command, policy, asked, parts }));
  const made = tried.filter((one) => one.ok);
  const [failed] = tried.filter((one) => !one.ok);
  if (made.length === 0) return refused(failed?.why ?? 'No rule could be made of it.');
  const { of, matched } = await countMatched(
    parts.past,
    made.map(({ candidate }) => candidate),
    asked.request,
  );
  const always = made.map(({ choice, sentence, text }, at) => ({
    ...{ choice, sentence, text, of },
    also_matched: matched[at] ?? 0,
  }));
  return { always, always_refused: null };
}

interface Trial {
  readonly plan: CommandPlan;
  readonly command: CompiledCommand;
  readonly policy: PolicyParts;
  readonly asked: AskedPlan;
  readonly parts: ProposeParts;
}

type Tried =
  | ({ readonly ok: true; readonly candidate: Candidate } & Pick<AlwaysOffer, 'choice' | 'sentence' | 'text'>)
  | { readonly ok: false; readonly why: string };

const failure = (why: string): Tried => ({ ok: false, why });

function shapesOf(
  plan: CommandPlan,
  command: CompiledCommand,
  { scopes }: PolicyParts,
  { client }: AskedPlan,
  { nowMs, realBase, exists }: ProposeParts,
): readonly Shape[] {
  const scopeOf = (path: string) => scopes.scopeOf(path);
  const { rule, granting } = weighed(plan, command, client, scopeOf, nowMs);
  return ruleShapes(plan.argv, {
    ...{ cwd: plan.cwd.path, scopeOf, realBase, exists },
    workspace: scopes.holding(plan.cwd.path)[0] ?? null,
    knownVerb: (rule ?? granting)?.leading ?? 0,
  });
}

function weighed(
  plan: CommandPlan,
  command: CompiledCommand,
  client: ClientRef,
  scopeOf: PolicyParts['scopes']['scopeOf'],
  nowMs: number,
): Weighed {
  const { argv, cwd } = plan;
  return weigh(command, { argv, client, cwd: cwd.path, paths: planPaths(plan, scopeOf), nowMs });
}

function tryShape(shape: Shape, { plan, command, policy, asked, parts }: Trial): Tried {
  const { inForce, nowMs } = parts;
  const { client } = asked;
  const wanted: CommandTerms | undefined = inForce.policy.commandTerms(plan.argv, client, plan.cwd.path);
  const listed = inForce.listed.find(({ name }) => name === plan.command);
  if (wanted === undefined || listed === undefined) return failure(`The policy no longer lists ${plan.command}.`);
  if (listed.path[0] !== 'commands') {
    return failure(
      `${plan.command} is listed by a gateway’s key. Describe it under commands, where it can have rules.`,
    );
  }
  const asking = weighed(plan, command, client, (path) => policy.scopes.scopeOf(path), nowMs).rule;
  const addition: Addition = {
    ...{ shape, client, wanted, usual: command.terms },
    overAsk: asking?.verdict === 'ask' || command.caps.length > 0,
    day: new Date(nowMs).toISOString().slice(0, 10),
  };
  const edit = withRule(inForce.text, plan, isBare(listed.entry), addition);
  if (!edit.ok) return failure(edit.problem);
  const result = parts.compile(edit.text);
  if (!result.ok) return failure(`The policy would not compile: ${result.problems[0]?.message ?? 'it has problems.'}`);
  const after = LoadedPolicy.inside(result.policy);
  const rule = after?.commands.get(plan.command)?.rules.find(({ ref }) => ref.id === edit.id);
  if (after === undefined || rule === undefined) return failure('The rule could not be found again in the text.');
  const why = whyNotAllowed(plan, client, result, rule, parts);
  if (why !== null) return failure(why);
  return {
    ok: true,
    choice: shape.choice,
    sentence: ruleSentence(plan.command, {
      ...newRule(addition),
      ...{ sandbox: wanted.sandbox, network: wanted.network, because: undefined },
    }),
    text: edit.text,
    candidate: forCommands({ command: plan.command, rule, nowMs, scopeOf: (path) => after.scopes.scopeOf(path) }),
  };
}

/** Decides the plan under the new text, as it would then be made. */
function whyNotAllowed(
  plan: CommandPlan,
  client: ClientRef,
  { policy }: Extract<CompileResult, { ok: true }>,
  rule: Rule,
  { realBase, nowMs }: ProposeParts,
): string | null {
  const terms = policy.commandTerms(plan.argv, client, plan.cwd.path);
  const known = new Set((plan.paths ?? []).map(({ named }) => named));
  const more = (terms?.pathWords ?? []).filter((word) => !known.has(word));
  const paths = [
    ...(plan.paths ?? []),
    ...more.map((named) => ({ named, path: realBase(lexically(named, plan.cwd.path)) })),
  ];
  const verdict = decide(refitted({ ...plan, paths }, client, policy), client, policy, nowMs);
  if (verdict.verdict === 'allow' && verdict.rule?.id === rule.ref.id) return null;
  return `A rule would not be enough: ${verdict.reasons.join(' ') || 'another one decides.'}`;
}
