/** What is wrong with the text, in the order of its lines; each leads to its place. */
import { type ReactNode, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { PolicyProblem } from '#shared/contract/index.ts';
import { counted } from '#shared/text/index.ts';

const firstShown = 50;

export function ProblemsList(props: {
  readonly problems: readonly PolicyProblem[];
  readonly onShow: (problem: PolicyProblem) => void;
}): ReactNode {
  const { problems } = props;
  const [all, setAll] = useState(false);
  if (problems.length === 0) return null;
  const shown = all ? problems : problems.slice(0, firstShown);
  return (
    <section className="problems" aria-label="Problems">
      <h2>{counted(problems.length, 'problem', 'problems')}: this text cannot come into force</h2>
      <ul>
        {shown.map((problem) => (
          <li key={`${problem.line}:${problem.column}:${problem.message}`}>
            {problem.line > 0 && (
              <Button
                tone="bare"
                className="figures"
                aria-label={`Line ${problem.line}, column ${problem.column}`}
                onClick={() => props.onShow(problem)}
              >
                {problem.line}:{problem.column}
              </Button>
            )}
            <span>
              <Visible text={problem.message} mode="layout" />
            </span>
          </li>
        ))}
      </ul>
      {shown.length < problems.length && (
        <Button tone="bare" onClick={() => setAll(true)}>
          show {problems.length - shown.length} more
        </Button>
      )}
    </section>
  );
}
