/** The permanent line at the bottom: where agents connect, who is there, what guards a run, and whether the log is whole. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { HostStatus } from '#shared/contract/index.ts';
import { counted } from '#shared/text/index.ts';
import { useHost } from '../client/context.tsx';
import { useStore } from '../client/store.ts';
import { TrustedSessions } from '../features/permissions/trusted-sessions.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/card.tsx';
import { Icon } from '../ui/icons.tsx';
import { Visible } from '../ui/visible.tsx';
import type { House } from './use-house.ts';

export function StatusStrip(props: { readonly status: HostStatus | undefined; readonly house: House }): ReactNode {
  const { status, house } = props;
  const link = useStore(useHost().state);
  return (
    <section className="strip" aria-label="Status">
      {link === 'lost' && (
        <span className="strip-bad" role="alert">
          <Icon name="warning" /> Not connected: trying again. What is shown may be old.
        </span>
      )}
      {status?.paused === null && (
        <Button tone="bare" className="strip-pause" inert={house.busy} onClick={() => house.pause(false)}>
          <Icon name="pause" /> Pause
        </Button>
      )}
      <TrustedSessions />
      {status !== undefined && (
        <>
          <Attention status={status} />
          <span>
            <span className={link === 'lost' ? 'strip-bad' : 'strip-good'}>
              <Icon name="dot" />
            </span>
            <code>{shortEndpoint(status.endpoint)}</code>{' '}
            <CopyButton text={status.endpoint} what="the endpoint’s address" />
          </span>
          <span>{counted(status.clients_connected, 'client', 'clients')} connected</span>
          <span>
            <Visible text={status.sandbox.sentence} mode="layout" />
          </span>
          <PolicyState status={status} />
          <span className="strip-right">
            <span className={status.audit.writable ? 'strip-good' : 'strip-bad'}>
              <Icon name={status.audit.writable ? 'check' : 'warning'} />
            </span>
            <Visible text={status.audit.sentence} mode="layout" />
          </span>
        </>
      )}
    </section>
  );
}

/** Seen from every screen: clients that need a look are listed with the requests. */
function Attention({ status }: { readonly status: HostStatus }): ReactNode {
  const { flooding } = status.attention;
  const [first] = flooding;
  if (first === undefined) return null;
  return (
    <Link href="/approvals" className="strip-ask">
      <Icon name="warning" />
      {flooding.length === 1 ? <Visible text={first.client} /> : `${flooding.length} clients`}{' '}
      {flooding.length === 1 ? 'is' : 'are'} flooding you
    </Link>
  );
}

function PolicyState({ status }: { readonly status: HostStatus }): ReactNode {
  const { state, version, outside_change } = status.policy;
  if (outside_change) {
    return (
      <Link href="/policy" className="strip-ask">
        <Icon name="warning" /> A change to the policy waits for you
      </Link>
    );
  }
  if (state === 'ok') return <span>Policy version {version}</span>;
  return (
    <Link href="/policy" className="strip-bad">
      <Icon name="warning" /> {state === 'none' ? 'No policy: all is denied' : 'Policy file has problems'}
    </Link>
  );
}

const shortEndpoint = (endpoint: string): string => endpoint.replace(/^https?:\/\//, '');
