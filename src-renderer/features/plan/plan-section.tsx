/** Exactly what would happen, drawn from the plan alone. Each kind of plan has its section; a new kind without one does not compile. */
import type { ReactNode } from 'react';
import { Badge } from '#renderer/ui/badge.tsx';
import { Fact, Notice } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import { type ApprovalId, isFilePlan, type Plan, type RunId } from '#shared/model/index.ts';
import { counted, foreignHosts, questionWords, shortId, solverQuestionWords, textsOf } from '#shared/text/index.ts';
import { CommandFacts } from './command-facts.tsx';
import { EnvTable } from './env-table.tsx';
import { FileFacts } from './file-facts.tsx';
import { HouseFacts } from './house-facts.tsx';
import { FolderPath } from './pinned.tsx';
import { ProbeFacts } from './probe-facts.tsx';
import { hiddenIn, lookAlikesIn, reachOf } from './reach.ts';
import { SolverFacts } from './solver-facts.tsx';
import type { FileHome } from './source/package-files.tsx';

interface PlanProps {
  readonly plan: Plan;
  readonly home: string;
  /** The card that the plan hangs on; its standard input can be read through it. */
  readonly approval: ApprovalId | null;
  /** The run that was made of it: what it was started with is kept there. */
  readonly run?: RunId;
}

export function PlanSection({ plan, home, approval, run }: PlanProps): ReactNode {
  const reach = reachOf(plan);
  return (
    <section className="card-part" aria-label="The exact plan">
      <OddText plan={plan} />
      <ForeignHosts plan={plan} />
      <PlanBody plan={plan} home={home} approval={approval} {...(run === undefined ? {} : { run })} />
      {reach.length > 0 && (
        <ul className="badges" aria-label="Reach">
          {reach.map(({ text, hot }) => (
            <Badge key={text} hot={hot}>
              {text}
            </Badge>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Says above the plan that it holds what could mislead. */
function OddText({ plan }: { readonly plan: Plan }): ReactNode {
  const hidden = hiddenIn(plan);
  if (hidden > 0) {
    return (
      <Notice tone="deny">
        This request contains {counted(hidden, 'hidden character', 'hidden characters')}, shown below{' '}
        {hidden === 1 ? 'as a mark. It is' : 'as marks. They are'} part of what would run.
      </Notice>
    );
  }
  return lookAlikesIn(plan) ? (
    <Notice tone="ask">
      Some letters below can be taken for others. Each is marked with its number and stands in the request as it is.
    </Notice>
  ) : null;
}

/** A name in other letters, and the name that would be looked up for it. */
function ForeignHosts({ plan }: { readonly plan: Plan }): ReactNode {
  const hosts = foreignHosts(textsOf(plan));
  return hosts.length === 0 ? null : (
    <Notice tone="ask">
      {hosts.map(({ host, lookedUpAs }) => (
        <p key={host} className="exact">
          <Visible text={host} /> <span className="in-words">is looked up as</span> <code>{lookedUpAs}</code>
        </p>
      ))}
    </Notice>
  );
}

function PlanBody({ plan, home, approval, run }: PlanProps): ReactNode {
  // What a run changed stands in the run's own page.
  if (isFilePlan(plan)) return <FileFacts plan={plan} home={home} approval={run === undefined ? approval : null} />;
  switch (plan.kind) {
    case 'command':
      return <CommandFacts plan={plan} home={home} approval={approval} />;
    case 'session.create':
      return (
        <>
          <p>Opens a session: a folder to work in, and variables for the commands in it. Nothing runs yet.</p>
          <dl className="facts">
            <Fact term="Folder">
              <FolderPath path={plan.workingDir.path} home={home} />
            </Fact>
            {plan.folderFrom === 'root' && (
              <Fact term="Chosen" inWords>
                the first folder of those that the client says it works in and the policy lists
              </Fact>
            )}
            <Fact term="Variables">
              <EnvTable env={plan.env} fromAgent={Object.keys(plan.env)} />
            </Fact>
          </dl>
        </>
      );
    case 'session.list':
      return <p>Lists this client’s own sessions. Nothing runs and nothing changes.</p>;
    case 'policy.explain':
    case 'policy.check':
      return (
        <p>
          Asks what the policy says of <Visible text={questionWords(plan)} />. Nothing runs.
        </p>
      );
    case 'policy.capabilities':
      return <p>Asks which tools, commands and limits this client has. Nothing runs.</p>;
    case 'session.kill':
      return (
        <>
          <p>
            {plan.force ? 'Ends a session and whatever still runs in it.' : 'Ends a session in which nothing runs.'}
          </p>
          <dl className="facts">
            <Fact term="Session">
              <span title={plan.session}>
                <Visible text={shortId(plan.session)} />
              </span>
            </Fact>
          </dl>
        </>
      );
    case 'solver':
      return <SolverFacts plan={plan} files={fileHome(approval, run)} />;
    case 'probe':
      return <ProbeFacts plan={plan} />;
    case 'run.list':
    case 'run.read':
    case 'run.cancel':
    case 'run.delete':
    case 'process.list':
    case 'process.kill':
    case 'system.info':
      return <HouseFacts plan={plan} />;
    case 'solver.check':
    case 'target.check':
    case 'runners':
    case 'artifact.upload':
      return (
        <p>
          <Visible text={solverQuestionWords(plan)} mode="layout" />
        </p>
      );
    default:
      return plan satisfies never;
  }
}

const fileHome = (approval: ApprovalId | null, run: RunId | undefined): FileHome | null =>
  run !== undefined ? { at: 'run', run, kind: 'package' } : approval === null ? null : { at: 'card', approval };
