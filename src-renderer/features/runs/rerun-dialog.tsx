/**
 * A solver once more, with edits. It becomes a request like any other, on behalf of the client that had it run: the policy decides anew,
 * and where it asks, the person answers on a card.
 */
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { useCommand, useOperation } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { RunId, RunSummary, SolverPlan } from '#shared/model/index.ts';

interface RerunProps {
  readonly run: RunSummary;
  readonly plan: SolverPlan;
  readonly onClose: () => void;
}

export function RerunDialog({ run, plan, onClose }: RerunProps): ReactNode {
  const [path, setPath] = useState(plan.entrypoint);
  const [edits, setEdits] = useState<Readonly<Record<string, string>>>({});
  const [args, setArgs] = useState(plan.args.join('\n'));
  const [, navigate] = useLocation();
  const rerunning = useCommand('packages.rerun');
  const submit = (): void => {
    const files = Object.entries(edits).map(([edited, content]) => ({ path: edited, content }));
    const list = args === '' ? [] : args.split('\n');
    rerunning.mutate(
      { run: run.id, files, args: list },
      {
        onSuccess: (next) => {
          onClose();
          navigate(next.approval !== null ? `/approvals/${next.approval}` : `/runs/${next.run ?? run.id}`);
        },
      },
    );
  };
  return (
    <Dialog label="Run the solver again" className="dialog-wide" onClose={onClose}>
      <h2 className="dialog-title">Run the solver again</h2>
      <p className="quiet">
        A new request on behalf of {run.client.name}: the policy decides anew, and where it asks, you answer on a card.
      </p>
      <div className="form-field">
        <label htmlFor="rerun-file">File</label>
        <select id="rerun-file" className="input" value={path} onChange={(event) => setPath(event.target.value)}>
          {plan.container.files.map((file) => (
            <option key={file.path} value={file.path}>
              {file.path}
              {edits[file.path] === undefined ? '' : ' (edited)'}
            </option>
          ))}
        </select>
      </div>
      <SourceField
        key={path}
        run={run.id}
        path={path}
        edited={edits[path]}
        onEdit={(content) => setEdits((all) => ({ ...all, [path]: content }))}
      />
      <div className="form-field">
        <label htmlFor="rerun-args">Arguments, one a line</label>
        <textarea
          id="rerun-args"
          className="input input-mono"
          rows={Math.min(6, args.split('\n').length + 1)}
          spellCheck={false}
          value={args}
          onChange={(event) => setArgs(event.target.value)}
        />
      </div>
      {rerunning.error !== null && (
        <div role="alert">
          <Notice tone="deny">
            It does not run: <Visible text={rerunning.error.message} mode="layout" />
          </Notice>
        </div>
      )}
      <div className="card-row dialog-answers">
        <Button onClick={onClose}>Cancel</Button>
        <span className="gap" />
        <Button tone="approve" inert={rerunning.isPending} onClick={submit}>
          {rerunning.isPending ? 'Asking…' : 'Run again'}
        </Button>
      </div>
    </Dialog>
  );
}

function SourceField(props: {
  readonly run: RunId;
  readonly path: string;
  readonly edited: string | undefined;
  readonly onEdit: (content: string) => void;
}): ReactNode {
  const { run, path, edited, onEdit } = props;
  const { data, error } = useOperation('packages.keptFile', { run, kind: 'package', path });
  if (error !== null) {
    return (
      <p role="alert">
        It could not be read: <Visible text={error.message} mode="layout" />
      </p>
    );
  }
  if (data === undefined) return <p className="quiet">Reading…</p>;
  if (data.encoding !== 'utf8') return <p className="quiet">This file is no text. It goes along as it is.</p>;
  return (
    <div className="form-field">
      <label htmlFor="rerun-source">Its text</label>
      <textarea
        id="rerun-source"
        className="input input-mono rerun-source"
        rows={14}
        spellCheck={false}
        value={edited ?? data.content}
        onChange={(event) => onEdit(event.target.value)}
      />
    </div>
  );
}
