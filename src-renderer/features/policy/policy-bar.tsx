/** The line over the editor: how the file stands, how the draft stands, and what can be done. */
import type { ReactNode } from 'react';
import { Said } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import type { PolicyStatus } from '#shared/contract/index.ts';
import { counted } from '#shared/text/index.ts';

export type PolicyTask = 'add-rule' | 'pack' | 'import' | 'history' | 'changes' | 'conflict';

export function PolicyBar(props: {
  readonly status: PolicyStatus;
  /** In the draft. */
  readonly problems: number;
  readonly dirty: boolean;
  readonly saving: boolean;
  readonly onTask: (task: PolicyTask) => void;
  readonly onFirstProblem: () => void;
  readonly onSave: () => void;
}): ReactNode {
  const { dirty, onTask, problems } = props;
  return (
    <header className="policy-bar">
      <h1 className="policy-state">
        <FileState status={props.status} />
      </h1>
      {problems > 0 && (
        <Button tone="bare" className="policy-problems" onClick={props.onFirstProblem}>
          {counted(problems, 'problem', 'problems')} in the {dirty ? 'draft' : 'file'}: show
        </Button>
      )}
      <span className="gap" />
      <div className="policy-acts" role="toolbar" aria-label="Policy">
        <Button onClick={() => onTask('add-rule')}>Add a rule…</Button>
        <Button onClick={() => onTask('pack')}>Add a starter pack…</Button>
        <Button onClick={() => onTask('import')}>Import…</Button>
        <Button onClick={() => onTask('history')}>History</Button>
        {dirty && <Button onClick={() => onTask('changes')}>Show changes</Button>}
        <Button
          tone={dirty ? 'approve' : 'plain'}
          chord="mod+s"
          inert={!dirty || props.saving || problems > 0}
          onClick={props.onSave}
        >
          {dirty ? 'Save' : 'Saved'}
        </Button>
      </div>
    </header>
  );
}

function FileState({ status }: { readonly status: PolicyStatus }): ReactNode {
  if (status.outside_change) {
    return (
      <Said tone="ask" icon="warning">
        {status.version === 0
          ? 'The file was changed outside the app; no policy is in force, and every request is denied'
          : `The file was changed outside the app; version ${status.version} stays in force`}
      </Said>
    );
  }
  switch (status.state) {
    case 'ok':
      return (
        <Said tone="allow" icon="check">
          Version {status.version} is in force
        </Said>
      );
    case 'last-good':
      return (
        <Said tone="ask" icon="warning">
          The file has problems; version {status.version}, the last good one, stays in force
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
