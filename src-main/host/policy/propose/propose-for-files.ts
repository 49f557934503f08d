/**
 * What *Always* could write for work on files: this very file; this work in its folder; this work anywhere in the workspace. Offered only
 * where no rule of the policy asks, since a rule that allows never passes over one that asks. Only what was tried is offered.
 */
import type { AlwaysChoice, AlwaysOffer } from '#shared/contract/index.ts';
import { type FilePlan, isFilePlan } from '#shared/model/index.ts';
import { type FileDeed, fileRuleSentence } from '#shared/policy/index.ts';
import { addFileRule, type NewFileRule } from '#shared/policy-text/add-file-rule.ts';
import { fileSubject, folderName, fromWorkspace } from '#shared/text/index.ts';
import { countsFor } from '../language/file-rule.ts';
import { LoadedPolicy } from '../load/loaded-policy.ts';
import { decide } from '../verdicts/decide.ts';
import { claimsOf } from '../verdicts/file-claims.ts';
import { type Candidate, countMatched } from './count-matched.ts';
import { type AlwaysProposals, type AskedPlan, type ProposeParts, refused } from './proposals.ts';

interface Place {
  readonly choice: AlwaysChoice;
  readonly glob: string;
}

type Offer = Omit<AlwaysOffer, 'also_matched' | 'of'> & { readonly candidate: Candidate };

export async function proposeForFiles(asked: AskedPlan, plan: FilePlan, parts: ProposeParts): Promise<AlwaysProposals> {
  const policy = LoadedPolicy.inside(parts.inForce.policy);
  const places = policy === undefined ? [] : placesOf(plan, policy.scopes.holding(fileSubject(plan))[0] ?? null);
  if (places.length === 0) return refused('A rule cannot spell the path.');
  const tried = places.map((place) => tryPlace(place, asked, plan, parts));
  const made = tried.filter((one) => typeof one !== 'string');
  const [failed] = tried.filter((one) => typeof one === 'string');
  if (made.length === 0) return refused(failed ?? 'No rule could be made of it.');
  const candidates = made.map(({ candidate }) => candidate);
  const { of, matched } = await countMatched(parts.past, candidates, asked.request);
  const always = made.map(({ choice, sentence, text }, at) => ({
    ...{ choice, sentence, text, of },
    also_matched: matched[at] ?? 0,
  }));
  return { always, always_refused: null };
}

/** From narrow to wide; no two that say the same. @param listed the glob of the policy's paths that holds it */
function placesOf(plan: FilePlan, listed: string | null): readonly Place[] {
  const path = fileSubject(plan);
  const { workspace } = plan;
  const wide = workspace !== null && fromWorkspace(path, workspace) !== null ? `${workspace}/**` : listed;
  const places: readonly Place[] = [
    { choice: 'exact', glob: path },
    { choice: 'template', glob: `${folderName(path)}/**` },
    ...(wide === null ? [] : [{ choice: 'workspace' as const, glob: wide }]),
  ];
  const isSpelt = ({ choice, glob }: Place): boolean =>
    (choice === 'workspace' && glob === listed) || !/[*?[\]{}!\\]/u.test(glob.replace(/\/\*\*$/u, ''));
  const said = new Set<string>();
  return places.filter((place) => isSpelt(place) && !said.has(place.glob) && said.add(place.glob));
}

/** @returns why not, as a sentence, where the rule would not do */
function tryPlace({ choice, glob }: Place, { client }: AskedPlan, plan: FilePlan, parts: ProposeParts): Offer | string {
  const { inForce, nowMs } = parts;
  const deeds = [...new Set(claimsOf(plan).map(({ deed }) => deed))];
  const rule: NewFileRule & { readonly do: readonly FileDeed[] } = {
    ...{ verdict: 'allow', do: deeds, in: [glob], clients: [client.name] },
    because: `approved for always on ${new Date(nowMs).toISOString().slice(0, 10)}`,
  };
  const edit = addFileRule(inForce.text, rule);
  if (!edit.ok) return edit.problem;
  const result = parts.compile(edit.text);
  if (!result.ok) return `The policy would not compile: ${result.problems[0]?.message ?? 'it has problems.'}`;
  const verdict = decide(plan, client, result.policy, nowMs);
  if (verdict.verdict !== 'allow' || verdict.rule?.id !== edit.id)
    return `A rule would not be enough: ${verdict.reasons.join(' ') || 'another one decides.'}`;
  const compiled = LoadedPolicy.inside(result.policy)?.files.rules.find(({ ref }) => ref.id === edit.id);
  if (compiled === undefined) return 'The rule could not be found again in the text.';
  const { because: _when, ...said } = rule;
  return {
    ...{
      choice,
      text: edit.text,
      sentence: fileRuleSentence({ ...said, do: deeds, in: [glob], clients: [client.name] }),
    },
    candidate: (other, whose) =>
      isFilePlan(other) &&
      countsFor(compiled, whose, nowMs) &&
      claimsOf(other).every(
        ({ deed, path }) => compiled.deeds.has(deed) && compiled.places !== null && compiled.places.find(path) >= 0,
      ),
  };
}
