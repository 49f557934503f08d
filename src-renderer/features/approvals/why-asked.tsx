/** Why the person is asked: the policy's reasons with the rule as a link; then, set apart, what the agent says of itself. */
import { type ReactNode, useState } from 'react';
import { Toggle } from '#renderer/ui/disclosure.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { Verdict } from '#shared/model/index.ts';
import { counted } from '#shared/text/index.ts';
import { RuleLink } from '../plan/rule-link.tsx';

export function WhyAsked(props: { readonly verdict: Verdict; readonly agentReason: string | null }): ReactNode {
  const { verdict, agentReason } = props;
  const only = verdict.reasons.length === 1 ? verdict.reasons[0] : undefined;
  return (
    <section className="card-part why" aria-label="Why you are asked">
      <div>
        <p>
          You are asked because <RuleLink rule={verdict.rule} /> says{only === undefined ? ' so:' : ': '}
          {only !== undefined && (
            <em>
              <Visible text={only} mode="layout" />
            </em>
          )}
        </p>
        {only === undefined && (
          <ul className="why-reasons">
            {verdict.reasons.map((reason) => (
              <li key={reason}>
                <Visible text={reason} mode="layout" />
              </li>
            ))}
          </ul>
        )}
        {verdict.lost.length > 0 && <LostRules lost={verdict.lost} />}
      </div>
      {agentReason !== null && (
        <blockquote className="agent-says">
          <small>The agent says, unverified</small>
          <Visible text={agentReason} mode="layout" />
        </blockquote>
      )}
    </section>
  );
}

function LostRules({ lost }: { readonly lost: Verdict['lost'] }): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <div className="why-lost">
      <small className="quiet">
        {counted(lost.length, 'other rule was', 'other rules were')} considered{' '}
        <Toggle open={open} onChange={setOpen} show="show" hide="hide" />
      </small>
      {open && (
        <ul className="why-reasons">
          {lost.map(({ rule, because }) => (
            <li key={`${rule.id}:${rule.line}`}>
              <RuleLink rule={rule} />: <Visible text={because} mode="layout" />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
