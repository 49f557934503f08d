/** The policy file: whether it is in force, what is wrong with it and where, and its text with line numbers. Editing it comes later. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useOperation } from '#renderer/client/queries.ts';
import { Ago } from '#renderer/ui/ago.tsx';
import { Said } from '#renderer/ui/badge.tsx';
import { CopyButton, Fact } from '#renderer/ui/card.tsx';
import { Failed, Loading } from '#renderer/ui/states.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { PolicyProblem, PolicyStatus } from '#shared/contract/index.ts';
import { counted } from '#shared/text/index.ts';
import { FolderPath } from '../plan/pinned.tsx';
import './policy.css';
import { PolicyText } from './policy-text.tsx';

export function PolicyScreen({ line, home }: { readonly line: string | null; readonly home: string }): ReactNode {
  const { data, error, refetch } = useOperation('policy.read', {});
  const pane = useRef<HTMLElement>(null);
  const wanted = /^\d{1,7}$/.test(line ?? '') ? Number(line) : null;
  useEffect(() => {
    if (data === undefined || wanted === null) return;
    pane.current?.querySelector(`[data-line="${wanted}"]`)?.scrollIntoView({ block: 'center' });
  }, [data, wanted]);
  if (error !== null && data === undefined) {
    return (
      <Failed
        what="The policy file cannot be shown"
        error={error}
        stillWorks="The policy that was loaded stays in force."
        onRetry={() => void refetch()}
      />
    );
  }
  if (data === undefined) return <Loading label="Loading the policy" lines={10} />;
  return (
    <main className="policy" aria-label="Policy">
      <div className="policy-side">
        <Summary status={data.status} home={home} />
        <Problems problems={data.status.problems} />
        <p className="quiet policy-note">
          Edit the file in any editor: it is loaded when you save it. <code>countersign policy check</code> tells
          whether a draft is sound.
        </p>
      </div>
      <section ref={pane} className="policy-file" aria-label="The file, read only">
        <PolicyText text={data.text} problems={data.status.problems} line={wanted} />
      </section>
    </main>
  );
}

function Summary({ status, home }: { readonly status: PolicyStatus; readonly home: string }): ReactNode {
  return (
    <>
      <h1 className="policy-state">
        <StateWords status={status} />
      </h1>
      <dl className="facts">
        <Fact term="File">
          <FolderPath path={status.file} home={home} />{' '}
          <CopyButton text={status.file} what="the path of the policy file" />
        </Fact>
        <Fact term="In force" inWords>
          {status.version === 0 ? 'nothing: every request is denied' : `version ${status.version}`}
          {status.loaded_at !== null && (
            <>
              , loaded <Ago iso={status.loaded_at} />
            </>
          )}
        </Fact>
      </dl>
    </>
  );
}

function StateWords({ status }: { readonly status: PolicyStatus }): ReactNode {
  switch (status.state) {
    case 'ok':
      return (
        <Said tone="allow" icon="check">
          This file is in force
        </Said>
      );
    case 'last-good':
      return (
        <Said tone="ask" icon="warning">
          This file has problems; the last good version stays in force
        </Said>
      );
    case 'none':
      return (
        <Said tone="deny" icon="bar">
          No policy is in force; every request is denied
        </Said>
      );
    default:
      return status.state satisfies never;
  }
}

function Problems({ problems }: { readonly problems: readonly PolicyProblem[] }): ReactNode {
  if (problems.length === 0) return null;
  return (
    <section aria-label="Problems">
      <h2>{counted(problems.length, 'problem', 'problems')}</h2>
      <ul className="problems">
        {problems.map((problem) => (
          <li key={`${problem.line}:${problem.column}:${problem.message}`}>
            {problem.line > 0 && (
              <a href={`#/policy/${problem.line}`} className="figures">
                {problem.line}:{problem.column}
              </a>
            )}
            <span>
              <Visible text={problem.message} mode="layout" />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
