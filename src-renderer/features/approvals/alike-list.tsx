/**
 * Requests that are alike, one under the other. The first shows its whole plan; of each other, what is not the same as in the first. So
 * all that would run is on screen, and seven of a kind can be read in one go.
 */
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { Ago } from '#renderer/ui/ago.tsx';
import { Said } from '#renderer/ui/badge.tsx';
import { Toggle } from '#renderer/ui/disclosure.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import { type Approval, canonicalJson, type Plan } from '#shared/model/index.ts';
import { ArgvChips } from '../plan/argv-chips.tsx';
import { ledPaths } from '../plan/led-paths.ts';
import { FolderPath } from '../plan/pinned.tsx';
import { PlanSection } from '../plan/plan-section.tsx';
import { wordsOf } from './outcome.tsx';

export function AlikeList({ cards, home }: { readonly cards: readonly Approval[]; readonly home: string }): ReactNode {
  const [first] = cards;
  return (
    <ol className="alike-list">
      {cards.map((card) => (
        <AlikeItem key={card.id} card={card} home={home} whole={card === first || differs(card.plan, first?.plan)} />
      ))}
    </ol>
  );
}

function AlikeItem(props: { readonly card: Approval; readonly home: string; readonly whole: boolean }): ReactNode {
  const { card, home, whole } = props;
  const [open, setOpen] = useState(whole);
  const words = wordsOf(card);
  return (
    <li className="alike-item" data-state={card.state}>
      <div className="alike-top">
        <span className="quiet">
          asked <Ago iso={card.asked_at} />
        </span>
        {card.state !== 'pending' && (
          <Said tone={words.tone} icon={words.icon}>
            {words.word}
          </Said>
        )}
        <span className="gap" />
        {!whole && <Toggle open={open} onChange={setOpen} show="show all of it" hide="show less" />}
        <Link href={`/approvals/${card.id}`}>open it alone</Link>
      </div>
      {open ? <PlanSection plan={card.plan} home={home} approval={card.id} /> : <Brief plan={card.plan} home={home} />}
      {card.agent_reason !== null && (
        <blockquote className="agent-says">
          <small>The agent says, unverified</small>
          <Visible text={card.agent_reason} mode="layout" />
        </blockquote>
      )}
    </li>
  );
}

/** What may differ without the whole plan being shown. */
function Brief({ plan, home }: { readonly plan: Plan; readonly home: string }): ReactNode {
  if (plan.kind !== 'command') return null;
  return (
    <div className="alike-brief">
      <ArgvChips argv={plan.argv} />
      <small>
        in <FolderPath path={plan.cwd.path} home={home} />; all else as in the first
      </small>
    </div>
  );
}

/** Whether a plan differs from the first in more than arguments and folder, which `Brief` shows. */
function differs(plan: Plan, first: Plan | undefined): boolean {
  if (plan.kind !== 'command' || first?.kind !== 'command') return true;
  const rest = ({ argv, cwd, paths, ...others }: typeof plan): string => canonicalJson(others);
  return rest(plan) !== rest(first) || ledPaths(plan).length > 0;
}
