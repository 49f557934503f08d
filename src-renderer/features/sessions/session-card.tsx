/** One session: whose, where, since when; what runs in it, what ran, which files it changed. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useOperation } from '#renderer/client/queries.ts';
import { Ago, Ahead } from '#renderer/ui/ago.tsx';
import { Said } from '#renderer/ui/badge.tsx';
import { Fact, Notice } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import { isFilePlan, type RunSummary, type SessionInfo, type SessionProcess } from '#shared/model/index.ts';
import { bytes, commandLine, duration, fileSubject, shortenHome } from '#shared/text/index.ts';
import { FolderPath } from '../plan/pinned.tsx';
import { planLine } from '../plan/words.ts';
import { RunState } from '../runs/run-row.tsx';
import { EndSession } from './end-session.tsx';
import { sessionWords } from './session-words.ts';
import './sessions.css';

const MOST_SHOWN = 50;

export function SessionCard({ session, home }: { readonly session: SessionInfo; readonly home: string }): ReactNode {
  const detail = useOperation('sessions.show', { id: session.id });
  const runs = detail.data?.runs;
  const words = sessionWords(session);
  return (
    <article className="card card-wide" aria-labelledby="session-title">
      <header className="card-part">
        <div className="card-who">
          <strong>
            <Visible text={session.client} />
          </strong>
          <span className="card-end">
            <Said tone={words.tone} icon={words.icon}>
              {words.word}
            </Said>
          </span>
        </div>
        <h1 className="card-title" id="session-title">
          Session in <Visible text={shortenHome(session.working_dir, home)} />
        </h1>
      </header>
      <Facts session={session} home={home} sentence={words.sentence} />
      {detail.error !== null && (
        <div className="card-part" role="alert">
          <Notice tone="plain">
            What happens in it cannot be shown. <Visible text={detail.error.message} mode="layout" />
          </Notice>
        </div>
      )}
      {/* What could not be read is not said to be nothing. */}
      {(runs !== undefined || detail.error === null) && (
        <>
          {session.ended_at === null && <Processes list={detail.data?.processes} />}
          <RunList
            title="Runs"
            none="Nothing ran in it yet."
            runs={runs?.filter(({ plan }) => !isFilePlan(plan))}
            home={home}
          />
          <RunList
            title="Files changed"
            none="It changed no files through Countersign."
            runs={runs?.filter(({ plan }) => isFilePlan(plan))}
            home={home}
          />
        </>
      )}
      {session.ended_at === null && (
        <footer className="card-part card-row">
          <EndSession session={session} />
        </footer>
      )}
    </article>
  );
}

function Facts(props: { readonly session: SessionInfo; readonly home: string; readonly sentence: string }): ReactNode {
  const { session, home } = props;
  return (
    <section className="card-part" aria-label="About this session">
      <p>{props.sentence}</p>
      <dl className="facts">
        <Fact term="Folder">
          <FolderPath path={session.working_dir} home={home} />
        </Fact>
        <Fact term="Opened" inWords>
          <Ago iso={session.created_at} />
        </Fact>
        <Fact term="Last used" inWords>
          <Ago iso={session.last_used_at} />
        </Fact>
        {session.idle_end_at !== null && (
          <Fact term="Ends if idle" inWords>
            <Ahead iso={session.idle_end_at} />
          </Fact>
        )}
        {session.ended_at !== null && (
          <Fact term="Ended" inWords>
            <Ago iso={session.ended_at} />
          </Fact>
        )}
        <Fact term="Variables">
          {session.variables.length === 0 ? (
            <span className="in-words">none</span>
          ) : (
            <Visible text={session.variables.join(', ')} />
          )}
        </Fact>
        <Fact term="Id">
          <code>{session.id}</code>
        </Fact>
      </dl>
    </section>
  );
}

function Processes({ list }: { readonly list: readonly SessionProcess[] | undefined }): ReactNode {
  return (
    <section className="card-part" aria-label="Processes">
      <h2 className="session-heading">Processes</h2>
      {list === undefined ? (
        <p className="quiet">Looking…</p>
      ) : list.length === 0 ? (
        <p className="quiet">None.</p>
      ) : (
        <ul className="session-rows">
          {list.map(({ pid, argv, name, status, memory_bytes, cpu_ms, run }) => (
            <li key={pid} className="session-row">
              <code className="session-line">
                <Visible text={argv.length === 0 ? name : commandLine(argv)} mode="layout" />
              </code>
              <span className="session-figures">
                {[
                  `pid ${pid}`,
                  status,
                  ...(memory_bytes === null ? [] : [bytes(memory_bytes)]),
                  ...(cpu_ms === null ? [] : [`${duration(cpu_ms)} of processor`]),
                ].join(' · ')}{' '}
                · <Link href={`/runs/${run}`}>its run</Link>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function RunList(props: {
  readonly title: string;
  readonly none: string;
  /** Nothing while they are looked for. */
  readonly runs: readonly RunSummary[] | undefined;
  readonly home: string;
}): ReactNode {
  const { title, runs = [], home } = props;
  const more = runs.length - MOST_SHOWN;
  return (
    <section className="card-part" aria-label={title}>
      <h2 className="session-heading">{title}</h2>
      {runs.length === 0 && <p className="quiet">{props.runs === undefined ? 'Looking…' : props.none}</p>}
      <ul className="session-rows">
        {runs.slice(0, MOST_SHOWN).map((run) => (
          <li key={run.id} className="session-row">
            <Link href={`/runs/${run.id}`} className="session-line">
              <Visible
                text={isFilePlan(run.plan) ? shortenHome(fileSubject(run.plan), home) : planLine(run.plan, home)}
                mode="layout"
              />
            </Link>
            <span className="session-figures">
              {isFilePlan(run.plan) && `${planLine(run.plan, home).split(' ')[0]} · `}
              <RunState run={run} />
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="quiet">And {more} earlier.</p>}
    </section>
  );
}
