/**
 * The permanent line at the bottom: where agents connect, who is there, what guards a run, and whether the log is whole. In a narrow window
 * what is well is behind a button; what needs a look never is.
 */
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { HostStatus } from '#shared/contract/index.ts';
import { counted, visibleText } from '#shared/text/index.ts';
import { useHost } from '../client/context.tsx';
import { useStore } from '../client/store.ts';
import { conditionWords } from '../features/engine/engine-words.ts';
import { TrustedSessions } from '../features/permissions/trusted-sessions.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/card.tsx';
import { Icon } from '../ui/icons.tsx';
import { Visible } from '../ui/visible.tsx';
import type { House } from './use-house.ts';

export function StatusStrip(props: { readonly status: HostStatus | undefined; readonly house: House }): ReactNode {
  const { status, house } = props;
  const link = useStore(useHost().state);
  const [open, setOpen] = useState(false);
  return (
    <section className="strip" aria-label="Status" data-open={open}>
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
          <PolicyTrouble status={status} />
          {!status.audit.writable && <AuditState status={status} />}
          <Button tone="bare" className="strip-more" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Less' : 'Status'}
          </Button>
          <div className="strip-rest">
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
            <EngineState status={status} />
            {isInForce(status) && <span>Policy version {status.policy.version}</span>}
            {status.audit.writable && <AuditState status={status} />}
          </div>
        </>
      )}
    </section>
  );
}

function AuditState({ status: { audit } }: { readonly status: HostStatus }): ReactNode {
  return (
    <span className="strip-right">
      <span className={audit.writable ? 'strip-good' : 'strip-bad'}>
        <Icon name={audit.writable ? 'check' : 'warning'} />
      </span>
      <Visible text={audit.sentence} mode="layout" />
    </span>
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

/** Which engine, and its state in a shape, a colour and, where it is not well, a word. */
function EngineState({ status: { engine } }: { readonly status: HostStatus }): ReactNode {
  const { icon, word } = conditionWords[engine.state];
  const tone = { ready: 'strip-good', slow: 'strip-ask', odd: 'strip-bad', absent: '' }[engine.state];
  return (
    <Link href="/engine" className="strip-link" title={visibleText(engine.sentence, 'layout')}>
      <span className={tone}>
        <Icon name={engine.state === 'ready' ? 'dot' : icon} />
      </span>
      {engine.name === null ? 'No container engine' : <Visible text={engine.name} />}
      {engine.state !== 'ready' && engine.state !== 'absent' && ` ${word}`}
    </Link>
  );
}

const isInForce = ({ policy }: HostStatus): boolean => policy.state === 'ok' && !policy.outside_change;

function PolicyTrouble({ status }: { readonly status: HostStatus }): ReactNode {
  if (isInForce(status)) return null;
  const { state, outside_change } = status.policy;
  if (outside_change) {
    return (
      <Link href="/policy" className="strip-ask">
        <Icon name="warning" /> A change to the policy waits for you
      </Link>
    );
  }
  return (
    <Link href="/policy" className="strip-bad">
      <Icon name="warning" /> {state === 'none' ? 'No policy: all is denied' : 'Policy file has problems'}
    </Link>
  );
}

const shortEndpoint = (endpoint: string): string => endpoint.replace(/^https?:\/\//, '');
