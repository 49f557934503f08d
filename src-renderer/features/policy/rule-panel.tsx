/** The chosen rule in full: its sentence, why, what is odd about it, its verdict to change, its examples, and the way to delete it. */
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Choice } from '#renderer/ui/choice.tsx';
import { Toggle } from '#renderer/ui/disclosure.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { RuleInWords } from '#shared/contract/index.ts';
import type { Edit } from '#shared/policy-text/yaml-document.ts';
import { exactTime } from '#shared/text/index.ts';
import { deleteRule, setVerdict } from './rule-edits.ts';
import { RuleExamples } from './rule-examples.tsx';
import { rulePathOf } from './rule-path.ts';
import { Hits } from './rule-row.tsx';
import type { VerdictWord } from './verdict-badge.tsx';

export const verdictChoices: readonly (readonly [VerdictWord, string])[] = [
  ['allow', 'Allow'],
  ['ask', 'Ask me'],
  ['deny', 'Deny'],
];

export function RulePanel(props: {
  readonly rule: RuleInWords;
  readonly text: string;
  readonly onEdit: (edit: Edit) => void;
}): ReactNode {
  const { rule, text, onEdit } = props;
  const [examples, setExamples] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // Chosen, and not read back from the draft yet.
  const [wanted, want] = useState<VerdictWord | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read back is the trigger
  useEffect(() => want(null), [rule]);
  const path = rulePathOf(rule.id);
  const isRule = path?.list === 'rules';
  const attempt = (edit: Edit): void => {
    setProblem(edit.ok ? null : edit.problem);
    if (edit.ok) onEdit(edit);
  };
  return (
    <section className="rule-panel" aria-label="The chosen rule">
      <p className="rule-sentence">
        <Visible text={rule.sentence} mode="layout" />
      </p>
      <p className="quiet">
        Line {rule.line} · decided: <Hits hits={rule.hits} lastHitAt={rule.last_hit_at} />
        {rule.expires !== null && <> · until {exactTime(rule.expires)}</>}
      </p>
      {rule.warnings.map((warning) => (
        <Notice key={warning} tone="ask">
          <Visible text={warning} mode="layout" />
        </Notice>
      ))}
      {problem !== null && (
        <div role="alert">
          <Notice tone="plain">{problem}</Notice>
        </div>
      )}
      {!isRule && <p className="quiet">Its verdict comes from the key it stands under. Change it in the YAML.</p>}
      <div className="card-row">
        {isRule && (
          <>
            <Choice
              legend="Verdict"
              options={verdictChoices}
              value={wanted ?? rule.verdict}
              onChange={(verdict) => {
                want(verdict);
                attempt(setVerdict(text, rule.id, verdict));
              }}
            />
            <Toggle open={examples} onChange={setExamples} show="examples" hide="hide examples" />
          </>
        )}
        <span className="gap" />
        {path !== null && (
          <Button tone="deny" onClick={() => attempt(deleteRule(text, rule.id))}>
            Delete this rule
          </Button>
        )}
      </div>
      {examples && <RuleExamples rule={rule} text={text} onAdd={attempt} />}
    </section>
  );
}
