/**
 * Starts a trusted session: for one client, in one folder, for an hour at most. It says what that means before it starts, and its button
 * is guarded like an approval's.
 */
import { useQueryClient } from '@tanstack/react-query';
import { type MouseEvent, type ReactNode, useId, useState } from 'react';
import { grantChanged } from '#renderer/client/live-updates.ts';
import { approvalsInput, useCommand, useOperation, useRuns } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Choice } from '#renderer/ui/choice.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { Plan, StandingGrant } from '#shared/model/index.ts';
import { useArming } from '../approvals/arming.ts';
import { refuseSingleKeys } from '../approvals/single-keys.ts';

const offered = ['10', '20', '30', '60'] as const;

export function TrustDialog(props: {
  readonly home: string;
  readonly onClose: () => void;
  readonly onStarted: (grant: StandingGrant) => void;
}): ReactNode {
  const clients = useOperation('clients.list', {});
  const status = useOperation('host.status', {});
  const names = (clients.data ?? []).filter(({ revoked }) => !revoked).map(({ name }) => name);
  const noSandbox = status.data?.sandbox.name === null;
  return (
    <Dialog label="Trust a workspace for a while" className="dialog-wide" onClose={props.onClose}>
      <h2 className="dialog-title">Trust a workspace for a while</h2>
      <Notice tone="ask">
        What your policy would ask about passes without being asked, as long as it runs sandboxed inside this folder.
        What the policy denies stays denied. It ends by itself, by Lock, or when you end it.
      </Notice>
      {noSandbox && (
        <Notice tone="deny">
          This machine has no sandbox, so nothing could run under a trusted session, and none can be started.
        </Notice>
      )}
      {clients.error !== null && (
        <p role="alert" className="form-problem">
          The clients could not be read: <Visible text={clients.error.message} mode="layout" />
        </p>
      )}
      {clients.data !== undefined && names.length === 0 && (
        <p>There is no client to trust. Add one under Clients first.</p>
      )}
      <Form {...props} names={names} blocked={noSandbox} />
    </Dialog>
  );
}

function Form(props: {
  readonly home: string;
  readonly names: readonly string[];
  readonly blocked: boolean;
  readonly onClose: () => void;
  readonly onStarted: (grant: StandingGrant) => void;
}): ReactNode {
  const [wanted, setWanted] = useState<string>();
  const [folder, setFolder] = useState('');
  const [minutes, setMinutes] = useState<(typeof offered)[number]>('20');
  const client = wanted ?? props.names[0] ?? '';
  const workspace = absolute(folder.trim(), props.home);
  const starting = useStart(props.onStarted);
  const arming = useArming(`trust ${client} ${workspace} ${minutes}`);
  const may = arming.armed && !starting.busy && !props.blocked && client !== '' && workspace !== '';
  const start = (event: MouseEvent): void => {
    if (may && arming.counts(event)) starting.start({ client, workspace, minutes: Number(minutes) });
  };
  return (
    <div className="trust-form" {...arming.guard} data-armed={arming.armed}>
      <ClientField names={props.names} value={client} onChange={setWanted} />
      <Field
        label="Folder"
        value={folder}
        onChange={setFolder}
        suggestions={useFolders(client)}
        placeholder="~/code/project"
        mono
        problem={folder.trim() === '' || workspace !== '' ? null : 'The whole path is needed: from / or ~ on.'}
        hint="Everything in it, and nothing outside."
      />
      <Choice legend="Minutes" options={offered.map((one) => [one, one])} value={minutes} onChange={setMinutes} />
      {starting.problem !== null && (
        <p role="alert" className="form-problem">
          <Visible text={starting.problem} mode="layout" />
        </p>
      )}
      <div className="card-row dialog-answers">
        <Button chord="Escape" onClick={props.onClose}>
          Back
        </Button>
        <span className="gap" />
        <Button tone="approve" inert={!may} onClick={start} onKeyDown={refuseSingleKeys}>
          Trust it for {minutes} minutes
        </Button>
      </div>
    </div>
  );
}

function ClientField(props: {
  readonly names: readonly string[];
  readonly value: string;
  readonly onChange: (name: string) => void;
}): ReactNode {
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>Client</label>
      <select
        id={id}
        className="input"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        data-first-focus
      >
        {props.names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </div>
  );
}

function useStart(onStarted: (grant: StandingGrant) => void) {
  const cache = useQueryClient();
  const trusting = useCommand('grants.trust');
  return {
    busy: trusting.isPending,
    problem: trusting.error === null ? null : `It was not started. ${trusting.error.message}`,
    start: (input: Parameters<typeof trusting.mutate>[0]) =>
      trusting.mutate(input, {
        onSuccess(grant) {
          grantChanged(cache, grant);
          onStarted(grant);
        },
      }),
  };
}

/** A path from `~` or `/` on in full; empty for any other text. */
function absolute(text: string, home: string): string {
  if (text === '~' || text.startsWith('~/')) return home === '' ? '' : `${home}${text.slice(1)}`;
  return text.startsWith('/') || /^[A-Za-z]:[\\/]/.test(text) ? text : '';
}

/** Folders in which the client asked for something lately. */
function useFolders(client: string): readonly string[] {
  const approvals = useOperation('approvals.list', approvalsInput);
  const runs = useRuns();
  const seen = [...(approvals.data ?? []), ...(runs.data ?? [])]
    .filter((one) => one.client.name === client)
    .flatMap(({ plan }) => folderOf(plan) ?? []);
  return [...new Set(seen)].slice(0, 20);
}

function folderOf(plan: Plan): string | null {
  if (plan.kind === 'command') return plan.cwd.path;
  return plan.kind === 'session.create' ? plan.workingDir.path : null;
}
