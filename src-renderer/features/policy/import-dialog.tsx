/** Rules from another program: paste its configuration, see what became of each entry and of the draft, take it over or not. */
import { type ReactNode, useId, useMemo, useState } from 'react';
import { useCommand } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Choice } from '#renderer/ui/choice.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import type { ImportFormat, ImportReport } from '#shared/contract/index.ts';
import { mergePolicy } from './merge-policy.ts';
import { Proposal } from './proposal.tsx';

const formats: readonly (readonly [ImportFormat, string])[] = [
  ['claude-code', 'Claude Code: permissions in settings.json'],
  ['codex', 'Codex: prefix rules'],
  ['gateway', 'Exec gateway: policy.yaml'],
  ['exec-commands', 'MCP_EXEC_COMMANDS'],
  ['fallback-env', 'Fallback runner: .env'],
  ['security-server', 'Security server: config.yaml'],
];

const ways = [
  ['add', 'Add what is missing'],
  ['replace', 'Replace the draft'],
] as const;

export function ImportDialog(props: {
  readonly text: string;
  readonly onTake: (text: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const [way, setWay] = useState<'add' | 'replace'>('add');
  const [report, setReport] = useState<ImportReport | null>(null);
  const outcome = useMemo(() => outcomeOf(props.text, report, way), [props.text, report, way]);
  const ready = outcome?.ok === true && outcome.text !== props.text;
  return (
    <Dialog label="Import rules" className="dialog-wide" onClose={props.onClose}>
      <h2 className="dialog-title">Import rules from another program</h2>
      <SourceForm onRead={setReport} />
      {report !== null && report.problems.length === 0 && (
        <Choice legend="What to do with them" options={ways} value={way} onChange={setWay} />
      )}
      {outcome?.ok === true && outcome.kept.length > 0 && (
        <Notice tone="plain">
          Stays as it is in your policy, because both have it: {outcome.kept.join(', ')}. Take over by hand what you
          want of it.
        </Notice>
      )}
      {outcome?.ok === false && <Notice tone="plain">{outcome.problem}</Notice>}
      {report !== null && (
        <Proposal
          before={props.text}
          after={outcome?.ok === true ? outcome.text : props.text}
          notes={report.notes}
          problems={report.problems}
        />
      )}
      <div className="card-row dialog-answers">
        <Button onClick={props.onClose}>Cancel</Button>
        <span className="gap" />
        <Button tone="approve" inert={!ready} onClick={() => outcome?.ok === true && props.onTake(outcome.text)}>
          Put into the draft
        </Button>
      </div>
    </Dialog>
  );
}

function outcomeOf(text: string, report: ImportReport | null, way: 'add' | 'replace') {
  if (report === null || report.problems.length > 0) return null;
  return way === 'add' ? mergePolicy(text, report.text) : { ok: true as const, text: report.text, kept: [] };
}

function SourceForm({ onRead }: { readonly onRead: (report: ImportReport | null) => void }): ReactNode {
  const [format, setFormat] = useState<ImportFormat>('claude-code');
  const [source, setSource] = useState('');
  const reading = useCommand('policy.import');
  const id = useId();
  const read = (): void => {
    onRead(null);
    reading.mutate({ format, text: source }, { onSuccess: onRead });
  };
  return (
    <>
      <div className="form-field">
        <label htmlFor={`${id}-format`}>From</label>
        <select
          id={`${id}-format`}
          className="input"
          value={format}
          onChange={(event) => {
            const found = formats.find(([name]) => name === event.target.value);
            if (found !== undefined) setFormat(found[0]);
          }}
        >
          {formats.map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <div className="form-field">
        <label htmlFor={`${id}-text`}>Its configuration</label>
        <textarea
          id={`${id}-text`}
          className="input input-mono input-text"
          value={source}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setSource(event.target.value)}
        />
        <input
          type="file"
          aria-label="Read it from a file"
          onChange={(event) => void event.target.files?.[0]?.text().then(setSource)}
        />
      </div>
      {reading.error !== null && (
        <p role="alert" className="form-problem">
          {reading.error.message}
        </p>
      )}
      <div className="card-row">
        <Button inert={source.trim() === '' || reading.isPending} onClick={read}>
          Show what it becomes
        </Button>
      </div>
    </>
  );
}
