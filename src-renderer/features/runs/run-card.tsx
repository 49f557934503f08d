/** One run: who, what, under which permission, what it printed, and how it ended. */
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { Ago } from '#renderer/ui/ago.tsx';
import { Said } from '#renderer/ui/badge.tsx';
import { Fact } from '#renderer/ui/card.tsx';
import { Toggle } from '#renderer/ui/disclosure.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import { isFilePlan, type RunEnd, type RunSummary } from '#shared/model/index.ts';
import { shortHash, shortId } from '#shared/text/index.ts';
import { PlanSection } from '../plan/plan-section.tsx';
import { RuleLink } from '../plan/rule-link.tsx';
import { folderName, headline, planLine } from '../plan/words.ts';
import { KeepButtons } from './keep-buttons.tsx';
import { RunChange } from './run-change.tsx';
import { RunFigures } from './run-figures.tsx';
import { RunState } from './run-row.tsx';
import { endWords, outputWords, usedWords } from './run-words.ts';
import { SolverKept } from './solver-kept.tsx';
import { StopButton } from './stop-button.tsx';
import { TranscriptView } from './transcript-view.tsx';

export function RunCard({ run, home }: { readonly run: RunSummary; readonly home: string }): ReactNode {
  const [planOpen, setPlanOpen] = useState(false);
  const [figuresOpen, setFiguresOpen] = useState(false);
  const session = 'session' in run.plan ? run.plan.session : null;
  const folder = folderName(run.plan);
  return (
    <article
      className={`card card-wide run ${isFilePlan(run.plan) ? 'run-changed' : ''}`}
      aria-labelledby={`title-${run.id}`}
    >
      <header className="card-part">
        <div className="card-who">
          <strong>
            <Visible text={run.client.name} />
          </strong>
          {folder !== null && (
            <span>
              in <Visible text={folder} />
            </span>
          )}
          <span className="card-end">
            <RunState run={run} />
          </span>
        </div>
        <h1 className="card-title run-title" id={`title-${run.id}`}>
          <Visible text={headline(run.summary, run.plan, home)} />
        </h1>
      </header>
      <section className="card-part run-facts" aria-label="Permission">
        <dl className="facts">
          <Permission run={run} />
          <Fact term="Started" inWords>
            <Ago iso={run.started_at} />
          </Fact>
          <Fact term="Plan" inWords>
            <code title={run.digest}>{shortHash(run.digest)}</code>{' '}
            <Toggle open={planOpen} onChange={setPlanOpen} show="show" hide="hide" />
          </Fact>
          {session !== null && (
            <Fact term="Session" inWords>
              <Link href={`/sessions/${session}`} title={session}>
                {shortId(session)}
              </Link>
            </Fact>
          )}
          {run.end !== null && !isFilePlan(run.plan) && (
            <Fact term="Figures" inWords>
              {usedWords(run.end)} <Toggle open={figuresOpen} onChange={setFiguresOpen} show="show all" hide="hide" />
            </Fact>
          )}
        </dl>
      </section>
      {planOpen && <PlanSection plan={run.plan} home={home} approval={run.approval} run={run.id} />}
      {figuresOpen && run.end !== null && <RunFigures end={run.end} />}
      {isFilePlan(run.plan) ? (
        <RunChange key={run.id} run={run} plan={run.plan} home={home} />
      ) : (
        <TranscriptView key={run.id} run={run} />
      )}
      {run.end !== null && run.plan.kind === 'solver' && (
        <SolverKept key={`kept-${run.id}`} run={run} plan={run.plan} />
      )}
      {run.end === null ? (
        <footer className="card-part card-row">
          <StopButton run={run} line={planLine(run.plan, home)} />
        </footer>
      ) : (
        <>
          <EndLine end={run.end} isFile={isFilePlan(run.plan)} />
          <footer className="card-part card-row">
            <KeepButtons run={run} />
          </footer>
        </>
      )}
    </article>
  );
}

function Permission({ run }: { readonly run: RunSummary }): ReactNode {
  if (run.approval !== null) {
    return (
      <Fact term="Approved" inWords>
        once
        {run.approved_by !== null && (
          <>
            , by <Visible text={run.approved_by} mode="layout" />
          </>
        )}{' '}
        · <Link href={`/approvals/${run.approval}`}>see the request</Link>
      </Fact>
    );
  }
  return (
    <Fact term="Allowed" inWords>
      by <RuleLink rule={run.verdict.rule} />
    </Fact>
  );
}

/** The end of a run cannot be missed and cannot be printed by the run itself: it stands outside the transcript. */
function EndLine({ end, isFile }: { readonly end: RunEnd; readonly isFile: boolean }): ReactNode {
  const words = endWords(end, isFile);
  return (
    <section className={`card-part run-end run-end-${words.tone}`} aria-label="How it ended">
      <Said tone={words.tone} icon={words.icon}>
        <strong>{words.word}</strong>
      </Said>
      <span>
        <Visible text={words.sentence} mode="layout" />
      </span>
      {end.exit_code !== null && <span className="run-bytes">{outputWords(end)}</span>}
    </section>
  );
}
