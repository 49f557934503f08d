/** What it came to: prompts by client and rule, how often, how answered and how fast; and which of them a rule would serve better. */
import { type ReactNode, useEffect, useState } from 'react';
import { approvalsInput, useOperation } from '#renderer/client/queries.ts';
import { Choice } from '#renderer/ui/choice.tsx';
import { Empty, Failed, Loading } from '#renderer/ui/states.tsx';
import type { ApprovalHistory, PromptCount } from '#shared/contract/index.ts';
import { counted } from '#shared/text/index.ts';
import { ApprovalTabs } from '../approvals/approval-tabs.tsx';
import { PromptRow } from './prompt-row.tsx';
import './prompts.css';
import { RuleFromHistory } from './rule-from-history.tsx';

const spans = { '24': '24 hours', '168': '7 days', '720': '30 days' } as const;
type Span = keyof typeof spans;

export function PromptsScreen(): ReactNode {
  const [span, setSpan] = useState<Span>('24');
  const [making, setMaking] = useState<PromptCount>();
  const history = useHistory(Number(span));
  return (
    <div className="prompts">
      <ApprovalTabs at="/prompts" />
      <main className="prompts-body" aria-label="History of approvals" tabIndex={-1}>
        <div className="prompts-top">
          <h1 className="prompts-title">Prompts by client and rule</h1>
          <Choice
            legend="Over the last"
            options={[
              ['24', spans['24']],
              ['168', spans['168']],
              ['720', spans['720']],
            ]}
            value={span}
            onChange={setSpan}
          />
        </div>
        {history.error !== null && history.data === undefined ? (
          <Failed
            what="The history cannot be shown"
            error={history.error}
            stillWorks="Each request and its answer is in the audit log all the same."
            onRetry={() => void history.refetch()}
          />
        ) : history.data === undefined ? (
          <Loading label="Loading the history" />
        ) : (
          <Prompts history={history.data} span={spans[span]} onMake={setMaking} />
        )}
      </main>
      {making !== undefined && <RuleFromHistory prompt={making} onClose={() => setMaking(undefined)} />}
    </div>
  );
}

const settleMs = 1500;

/** Counted anew when the queue has been still for a moment: in a flood, each card would be a question of its own. */
function useHistory(hours: number) {
  const history = useOperation('approvals.history', { hours });
  const { data: cards } = useOperation('approvals.list', approvalsInput);
  const { refetch } = history;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state of the queue is the trigger
  useEffect(() => {
    const timer = setTimeout(() => void refetch(), settleMs);
    return () => clearTimeout(timer);
  }, [cards, refetch]);
  return history;
}

function Prompts(props: {
  readonly history: ApprovalHistory;
  readonly span: string;
  readonly onMake: (prompt: PromptCount) => void;
}): ReactNode {
  const rules = useOperation('policy.rules', {});
  const { prompts } = props.history;
  if (prompts.length === 0) {
    return (
      <Empty icon="check" title={`Nothing was asked in ${props.span}`}>
        <p>When requests come, this shows which client and which rule they come from, and how fast you answer.</p>
      </Empty>
    );
  }
  const asked = prompts.reduce((sum, one) => sum + one.asked, 0);
  return (
    <>
      <p className="quiet">
        {counted(asked, 'prompt', 'prompts')} in {props.span}.
      </p>
      <table className="prompts-table">
        <thead>
          <tr>
            <th scope="col">Client and rule</th>
            <th scope="col">Asked</th>
            <th scope="col">An hour</th>
            <th scope="col">Yes</th>
            <th scope="col">No</th>
            <th scope="col">Unanswered</th>
            <th scope="col">Answered within</th>
          </tr>
        </thead>
        <tbody>
          {prompts.map((prompt) => (
            <PromptRow
              key={`${prompt.client} ${prompt.rule}`}
              prompt={prompt}
              rule={rules.data?.find(({ id }) => id === prompt.rule)}
              onMake={() => props.onMake(prompt)}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}
