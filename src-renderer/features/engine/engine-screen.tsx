/** The container engine: which one is used and why, where else was looked, what is known against it, and choosing another. */
import type { ReactNode } from 'react';
import { useCommand, useOperation } from '#renderer/client/queries.ts';
import { Said } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Fact, Notice } from '#renderer/ui/card.tsx';
import { Failed, Loading } from '#renderer/ui/states.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import { Words } from '#renderer/ui/words.tsx';
import type { EngineReport } from '#shared/model/index.ts';
import { ContainerTabs } from '../images/container-tabs.tsx';
import { ChooseEngine } from './choose-engine.tsx';
import { EnginePlaces } from './engine-places.tsx';
import { conditionWords } from './engine-words.ts';
import { useReport } from './use-report.ts';
import './engine.css';

export function EngineScreen(): ReactNode {
  const report = useOperation('engine.show', {});
  return (
    <div className="engine">
      <ContainerTabs at="/engine" />
      <main className="engine-body" aria-label="Container engine" tabIndex={-1}>
        {report.error !== null && report.data === undefined ? (
          <Failed
            what="The engine’s state cannot be shown"
            error={report.error}
            stillWorks="`countersign engine show` shows the same in a terminal."
            onRetry={() => void report.refetch()}
          />
        ) : report.data === undefined ? (
          <Loading label="Loading the engine’s state" />
        ) : (
          <Engine report={report.data} />
        )}
      </main>
    </div>
  );
}

function Engine({ report }: { readonly report: EngineReport }): ReactNode {
  const { tone, icon, word } = conditionWords[report.state];
  return (
    <article className="card" aria-labelledby="engine-title">
      <header className="card-part">
        <div className="card-who">
          <Said tone={tone} icon={icon}>
            {word}
          </Said>
          <span className="card-end">
            <LookAgain />
          </span>
        </div>
        <h1 className="card-title" id="engine-title">
          {report.name === null ? 'No container engine' : <Visible text={report.name} />}
        </h1>
        <p className="engine-sentence">
          <Visible text={`${report.sentence}.`} mode="layout" />
        </p>
        {report.name === null && <p>Solvers cannot run. Commands, files and everything else work as before.</p>}
      </header>
      {report.warnings.map(({ found, fix }) => (
        <section className="card-part" key={found} aria-label="Known against it">
          <Notice tone="ask">
            <p>
              <Visible text={found} mode="layout" />
            </p>
            <p>
              <Words text={fix} />
            </p>
          </Notice>
        </section>
      ))}
      <Facts report={report} />
      <EnginePlaces report={report} />
      <ChooseEngine key={report.chosen?.address ?? ''} report={report} />
    </article>
  );
}

function Facts({ report: { facts, gvisor, firewall } }: { readonly report: EngineReport }): ReactNode {
  return (
    <section className="card-part" aria-label="About it">
      <dl className="facts">
        {facts !== null && (
          <>
            <Fact term="Version">
              <Visible text={facts.version} /> <small>API {facts.api_version}</small>
            </Fact>
            <Fact term="Runs">
              <Visible text={facts.platform} />
            </Fact>
            <Fact term="As" inWords>
              {facts.rootless ? 'an ordinary user (rootless)' : 'root'}
            </Fact>
            <Fact term="Runtimes">
              <Visible text={facts.runtimes.join(', ') || 'none listed'} />{' '}
              {facts.runc_version !== null && (
                <small>
                  runc <Visible text={facts.runc_version} />
                </small>
              )}
            </Fact>
          </>
        )}
        <Fact term="gVisor" inWords>
          <Visible text={`${gvisor.words}.`} mode="layout" /> {gvisor.fix !== null && <Words text={gvisor.fix} />}
        </Fact>
        <Fact term="Second wall" inWords>
          <Visible text={`${firewall.words}.`} mode="layout" /> {firewall.fix !== null && <Words text={firewall.fix} />}
        </Fact>
      </dl>
    </section>
  );
}

function LookAgain(): ReactNode {
  const looking = useCommand('engine.look');
  const keep = useReport();
  return (
    <Button tone="bare" inert={looking.isPending} onClick={() => looking.mutate({}, { onSuccess: keep })}>
      {looking.isPending ? 'Looking…' : 'Look again'}
    </Button>
  );
}
