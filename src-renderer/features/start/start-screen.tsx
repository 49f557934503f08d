/** First start: three steps on one page, each ticking itself off as it happens. */
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { Icon } from '#renderer/ui/icons.tsx';
import { Loading } from '#renderer/ui/states.tsx';
import { AddClient } from '../clients/add-client.tsx';
import './start.css';
import { useSteps } from './use-steps.ts';

export function StartScreen(): ReactNode {
  const steps = useSteps();
  // Once a token is on screen it stays, although the step is done: it is shown only this once.
  const [hadClients] = useState(steps?.client);
  if (steps === null) return <Loading label="Loading" />;
  return (
    <main className="start" aria-label="Get started">
      <h1>Let an agent run things, and say no when you want to</h1>
      <ol className="steps">
        <Step
          done={steps.connected}
          number={1}
          title="Connect an agent"
          state={steps.connected ? 'connected' : steps.client ? 'waiting for it to connect' : undefined}
        >
          <p>Every agent program gets a token of its own. Make one, and paste the configuration into the program.</p>
          {hadClients === true ? (
            <p>
              There is a client already. <Link href="/clients">See the clients</Link> or{' '}
              <Link href="/add-client">add another</Link>.
            </p>
          ) : (
            <AddClient />
          )}
        </Step>
        <Step done={steps.policy} number={2} title="Look at the policy">
          <p>
            It says what is allowed, what is asked, and what is denied. What it does not mention is denied.{' '}
            <Link href="/policy">Open the policy</Link>
          </p>
        </Step>
        <Step done={steps.approved} number={3} title="Send a request and approve it">
          <p>
            Ask your agent, for example: <q>Run git push in this project with Countersign.</q> The request appears under{' '}
            <Link href="/approvals">Approvals</Link> and waits for you.
          </p>
        </Step>
      </ol>
    </main>
  );
}

function Step(props: {
  readonly done: boolean;
  readonly number: number;
  readonly title: string;
  readonly state?: string | undefined;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <li className={props.done ? 'step step-done' : 'step'}>
      <span className="step-mark">
        {props.done ? <Icon name="check" /> : props.number}
        {props.done && <span className="unseen">Done:</span>}
      </span>
      <div className="step-body">
        <h2>
          {props.title}
          {props.state !== undefined && <small className="quiet"> {props.state}</small>}
        </h2>
        {props.children}
      </div>
    </li>
  );
}
