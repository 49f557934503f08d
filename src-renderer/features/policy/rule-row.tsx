/** A rule in the list: its verdict, what it is about, how often it decided; below, why, and what is odd or wrong about it. */
import type { ReactNode } from 'react';
import { Ago } from '#renderer/ui/ago.tsx';
import { Said } from '#renderer/ui/badge.tsx';
import { useNow } from '#renderer/ui/now.ts';
import { Visible } from '#renderer/ui/visible.tsx';
import { exactTime, grouped } from '#shared/text/index.ts';
import { isExpired, type ListedRule, ruleWords } from './rule-words.ts';
import { VerdictBadge } from './verdict-badge.tsx';

export function RuleRow({ rule, problems }: ListedRule): ReactNode {
  return (
    <>
      <span className="rule-line">
        <VerdictBadge verdict={rule.verdict} />
        <span className="rule-words">
          <Visible text={ruleWords(rule)} mode="layout" />
        </span>
      </span>
      <span className="row-end rule-hits">
        <Hits hits={rule.hits} lastHitAt={rule.last_hit_at} />
      </span>
      <span className="rule-note">
        <RuleNote rule={rule} problems={problems} />
      </span>
    </>
  );
}

export function Hits(props: { readonly hits: number; readonly lastHitAt: string | null }): ReactNode {
  if (props.hits === 0) return <span>never</span>;
  return (
    <span>
      {/* In one piece, because its parent may lay its children out one by one. */}
      <span>
        {props.hits === 1 ? 'once' : `${grouped(props.hits)} times`}
        {props.lastHitAt !== null && ', '}
        {props.lastHitAt !== null && <Ago iso={props.lastHitAt} />}
      </span>
    </span>
  );
}

function RuleNote({ rule, problems }: ListedRule): ReactNode {
  const now = useNow(60_000);
  const [problem] = problems;
  if (problem !== undefined) {
    return (
      <Said tone="deny" icon="warning">
        Line {problem.line}: <Visible text={problem.message} mode="layout" />
      </Said>
    );
  }
  if (isExpired(rule, now)) {
    return (
      <Said tone="quiet" icon="clock">
        expired {exactTime(rule.expires ?? '')}: it no longer counts
      </Said>
    );
  }
  const [warning] = rule.warnings;
  if (warning !== undefined) {
    return (
      <Said tone="ask" icon="warning">
        <Visible text={warning} mode="layout" />
      </Said>
    );
  }
  if (rule.because !== null) return <Visible text={rule.because} mode="layout" />;
  return rule.expires === null ? null : `until ${exactTime(rule.expires)}`;
}
