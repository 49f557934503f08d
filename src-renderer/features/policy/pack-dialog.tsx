/** Starter packs: choose one, see what it adds to the draft, take it over. */
import { type ReactNode, useState } from 'react';
import { useOperation } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Loading } from '#renderer/ui/states.tsx';
import type { StarterPack } from '#shared/contract/index.ts';
import { Proposal } from './proposal.tsx';

export function PackDialog(props: {
  readonly text: string;
  readonly onTake: (text: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { text } = props;
  // A pack is added to a policy, so an empty file becomes one.
  const begun = text.trim() === '' ? 'version: 1\n' : text;
  const packs = useOperation('policy.packs', {});
  const [chosen, setChosen] = useState<string | null>(null);
  const added = useOperation('policy.addPack', { text: begun, pack: chosen ?? '' }, { enabled: chosen !== null });
  const report = chosen === null ? undefined : added.data;
  const problem = packs.error ?? (chosen === null ? null : added.error);
  const ready = report !== undefined && report.problems.length === 0 && report.text !== text;
  return (
    <Dialog label="Add a starter pack" className="dialog-wide" onClose={props.onClose}>
      <h2 className="dialog-title">Add a starter pack</h2>
      {problem !== null && (
        <p role="alert" className="form-problem">
          {problem.message}
        </p>
      )}
      {packs.data === undefined ? (
        problem === null && <Loading label="Loading the packs" />
      ) : (
        <fieldset className="packs">
          <legend className="unseen">Pack</legend>
          {packs.data.map((pack) => (
            <PackOption key={pack.id} pack={pack} chosen={pack.id === chosen} onChoose={() => setChosen(pack.id)} />
          ))}
        </fieldset>
      )}
      {report !== undefined && (
        <Proposal before={text} after={report.text} notes={report.notes} problems={report.problems} />
      )}
      <div className="card-row dialog-answers">
        <Button onClick={props.onClose}>Cancel</Button>
        <span className="gap" />
        <Button tone="approve" inert={!ready} onClick={() => report !== undefined && props.onTake(report.text)}>
          Put into the draft
        </Button>
      </div>
    </Dialog>
  );
}

function PackOption(props: {
  readonly pack: StarterPack;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}): ReactNode {
  const { pack } = props;
  return (
    <label className="pack">
      <input type="radio" name="pack" checked={props.chosen} onChange={props.onChoose} />
      <span>
        <strong>{pack.title}</strong> <span className="quiet">{pack.sentence}</span>
        {pack.missing.length > 0 && (
          <small className="form-problem"> Not on this machine: {pack.missing.join(', ')}.</small>
        )}
      </span>
    </label>
  );
}
