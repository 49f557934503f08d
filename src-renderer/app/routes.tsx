/** Which screen an address shows. Addresses are hashes, so that they work from a file, a custom scheme and a server alike. */
import type { ReactNode } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { useOperation } from '../client/queries.ts';
import { ApprovalsScreen } from '../features/approvals/approvals-screen.tsx';
import { AuditScreen } from '../features/audit/audit-screen.tsx';
import { ClientsScreen } from '../features/clients/clients-screen.tsx';
import { EngineScreen } from '../features/engine/engine-screen.tsx';
import { ImagesScreen } from '../features/images/images-screen.tsx';
import { PermissionsScreen } from '../features/permissions/permissions-screen.tsx';
import { PolicyScreen } from '../features/policy/policy-screen.tsx';
import { PromptsScreen } from '../features/prompts/prompts-screen.tsx';
import { RunsScreen } from '../features/runs/runs-screen.tsx';
import { SessionsScreen } from '../features/sessions/sessions-screen.tsx';
import { StartScreen } from '../features/start/start-screen.tsx';
import { usePolicySeen } from '../features/start/use-steps.ts';
import { Empty, Loading } from '../ui/states.tsx';

export function Routes({ home, waiting }: { readonly home: string; readonly waiting: number | undefined }): ReactNode {
  return (
    <Switch>
      <Route path="/">
        <First waiting={waiting} />
      </Route>
      <Route path="/start">
        <StartScreen />
      </Route>
      <Route path="/approvals/:id?">{({ id }) => <ApprovalsScreen id={id ?? null} home={home} />}</Route>
      <Route path="/permissions/:id?">{({ id }) => <PermissionsScreen id={id ?? null} home={home} />}</Route>
      <Route path="/prompts">
        <PromptsScreen />
      </Route>
      <Route path="/runs/:id?">{({ id }) => <RunsScreen id={id ?? null} home={home} />}</Route>
      <Route path="/sessions/:id?">{({ id }) => <SessionsScreen id={id ?? null} home={home} />}</Route>
      <Route path="/audit/:seq?">{({ seq }) => <AuditScreen seq={seq ?? null} home={home} />}</Route>
      <Route path="/policy/:line?">{({ line }) => <Policy line={line ?? null} />}</Route>
      <Route path="/clients/:name?">{({ name }) => <ClientsScreen name={name ?? null} adding={false} />}</Route>
      <Route path="/images/:name?">{({ name }) => <ImagesScreen name={name ?? null} />}</Route>
      <Route path="/engine">
        <EngineScreen />
      </Route>
      <Route path="/add-client">
        <ClientsScreen name={null} adding />
      </Route>
      <Route>
        <Empty icon="gone" title="There is nothing at this address">
          <p>Choose a screen on the side.</p>
        </Empty>
      </Route>
    </Switch>
  );
}

/** Where the app opens: on what waits, else on runs; with no client yet, on the first steps. */
function First({ waiting }: { readonly waiting: number | undefined }): ReactNode {
  const clients = useOperation('clients.list', {});
  if (waiting !== undefined && waiting > 0) return <Redirect to="/approvals" replace />;
  // A failed question is not a reason to wait: the screen says itself what is wrong.
  if (clients.error !== null) return <Redirect to="/approvals" replace />;
  if (waiting === undefined || clients.data === undefined) return <Loading label="Loading" />;
  return <Redirect to={clients.data.some(({ revoked }) => !revoked) ? '/runs' : '/start'} replace />;
}

function Policy({ line }: { readonly line: string | null }): ReactNode {
  usePolicySeen();
  return <PolicyScreen line={line} />;
}
