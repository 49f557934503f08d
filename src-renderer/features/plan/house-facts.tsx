/** Plans about a client's own runs and processes, and about this machine. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Ago } from '#renderer/ui/ago.tsx';
import { Fact } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { RunId } from '#shared/model/index.ts';
import { bytes, type HousePlan, houseSentence, shortId } from '#shared/text/index.ts';
import { ArgvChips } from './argv-chips.tsx';

export function HouseFacts({ plan }: { readonly plan: HousePlan }): ReactNode {
  switch (plan.kind) {
    case 'run.delete':
      return (
        <>
          <p>
            Deletes a run of this client for good: what it was and everything it printed. The audit log keeps its
            records of the run, and of the deletion.
          </p>
          <dl className="facts">
            <RunFact run={plan.run} summary={plan.summary} />
            <Fact term="Started" inWords>
              <Ago iso={plan.startedAt} />
            </Fact>
            <Fact term="Printed" inWords>
              {bytes(plan.outputBytes)}
            </Fact>
          </dl>
        </>
      );
    case 'run.cancel':
      return (
        <>
          <p>
            {plan.force
              ? 'Kills a run of this client and all that it started, at once.'
              : 'Asks a run of this client and all that it started to end, and kills what has not after 2 s.'}
          </p>
          <dl className="facts">
            <RunFact run={plan.run} summary={plan.summary} />
          </dl>
        </>
      );
    case 'process.kill':
      return (
        <>
          <p>Sends a signal to one process that a run of this client started. It reaches no other process.</p>
          <dl className="facts">
            <Fact term="Signal">{plan.signal}</Fact>
            <Fact term="Process">{plan.pid}</Fact>
            <Fact term="Command line">
              <ArgvChips argv={plan.argv} />
            </Fact>
            <Fact term="Of run">
              <RunLink run={plan.run} />
            </Fact>
          </dl>
        </>
      );
    case 'run.list':
    case 'run.read':
    case 'process.list':
    case 'system.info':
      return <p>{houseSentence(plan)}. Nothing runs and nothing changes.</p>;
  }
}

function RunFact({ run, summary }: { readonly run: RunId; readonly summary: string }): ReactNode {
  return (
    <>
      <Fact term="Run" inWords>
        <Visible text={summary} mode="layout" />
      </Fact>
      <Fact term="Its id">
        <RunLink run={run} />
      </Fact>
    </>
  );
}

const RunLink = ({ run }: { readonly run: RunId }): ReactNode => (
  <Link href={`/runs/${run}`} title={run}>
    {shortId(run)}
  </Link>
);
