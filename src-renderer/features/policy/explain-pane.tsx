/** Explain: type a command line, see its argument vector as it would be taken, the verdict, and which rules won and lost. */
import { type ReactNode, useEffect, useId, useMemo, useState } from 'react';
import { useOperation } from '#renderer/client/queries.ts';
import { Field } from '#renderer/ui/field.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { RuleRef, Verdict } from '#shared/model/index.ts';
import { ArgvChips } from '../plan/argv-chips.tsx';
import { firstFolder } from './first-folder.ts';
import { splitCommandLine } from './split-command-line.ts';
import { VerdictBadge } from './verdict-badge.tsx';

export interface ExplainProps {
  /** The policy's text as it is shown. */
  readonly text: string;
  /** The draft to hold it against; `null` for the policy in force. */
  readonly draft: string | null;
  /** Whether the draft cannot be asked, because it has problems. */
  readonly broken: boolean;
  readonly onShowRule: (rule: RuleRef) => void;
}

export function ExplainPane(props: ExplainProps): ReactNode {
  const [line, setLine] = useState('');
  const [client, setClient] = useState('');
  const [folder, setFolder] = useState('');
  const { data: status } = useOperation('host.status', {});
  const usual = useMemo(() => firstFolder(props.text, status?.home ?? ''), [props.text, status?.home]);
  const split = splitCommandLine(line);
  const argv = split.ok ? split.argv : [];
  const under = props.broken ? 'the policy in force, because the draft has problems' : 'the draft';
  return (
    <section className="explain" aria-label="Explain">
      <h2>Explain{props.draft !== null && <span className="explain-under"> under {under}</span>}</h2>
      <Field
        label="A command to explain"
        value={line}
        onChange={setLine}
        mono
        placeholder="git push --force origin main"
        problem={split.ok ? null : split.problem}
      />
      <div className="explain-who">
        <ClientSelect value={client} onChange={setClient} />
        <Field label="Folder" value={folder} onChange={setFolder} mono placeholder={usual ?? 'your home folder'} />
      </div>
      {argv.length > 0 && <ArgvChips argv={argv} />}
      {split.ok && split.shellLike.length > 0 && (
        <p className="quiet">
          {split.shellLike.join(' ')}{' '}
          {split.shellLike.length === 1 ? 'is an ordinary character' : 'are ordinary characters'} here: nothing is
          handed to a shell.
        </p>
      )}
      {argv.length > 0 && <Answer argv={argv} client={client} folder={folder.trim() || (usual ?? '')} {...props} />}
    </section>
  );
}

function ClientSelect(props: { readonly value: string; readonly onChange: (name: string) => void }): ReactNode {
  const id = useId();
  const clients = useOperation('clients.list', {});
  return (
    <div className="form-field">
      <label htmlFor={id}>Client</label>
      <select id={id} className="input" value={props.value} onChange={(event) => props.onChange(event.target.value)}>
        <option value="">any</option>
        {clients.data
          ?.filter(({ revoked }) => !revoked)
          .map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
      </select>
    </div>
  );
}

/** The value once it has rested for 150 ms. */
function useRested<T>(value: T, key: string): T {
  const [rested, setRested] = useState(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says whether the value is another
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), 150);
    return () => clearTimeout(timer);
  }, [key]);
  return rested;
}

function Answer(
  props: ExplainProps & { readonly argv: readonly string[]; readonly client: string; readonly folder: string },
): ReactNode {
  const { argv, client, folder, draft, broken } = props;
  const asked = {
    argv: [...argv],
    ...(client === '' ? {} : { client }),
    ...(folder === '' ? {} : { cwd: folder }),
    ...(draft === null || broken ? {} : { draft }),
  };
  const rested = useRested(asked, JSON.stringify(asked));
  const { data, error } = useOperation('policy.why', rested);
  if (error !== null) {
    return (
      <p role="alert" className="form-problem">
        <Visible text={error.message} mode="layout" />
      </p>
    );
  }
  if (data === undefined) return <p className="quiet">Asking…</p>;
  return <VerdictWords verdict={data} onShowRule={props.onShowRule} />;
}

function VerdictWords(props: { readonly verdict: Verdict; readonly onShowRule: (rule: RuleRef) => void }): ReactNode {
  const { verdict, rule, reasons, lost, hint } = props.verdict;
  return (
    <div className="explained" role="status">
      <p>
        <VerdictBadge verdict={verdict} />{' '}
        {rule === null ? (
          'by the default: no rule allows it.'
        ) : (
          <>
            by <RuleButton rule={rule} onShow={props.onShowRule} />
          </>
        )}
      </p>
      {reasons.length > 0 && (
        <ul aria-label="Why">
          {reasons.map((reason) => (
            <li key={reason}>
              <Visible text={reason} mode="layout" />
            </li>
          ))}
        </ul>
      )}
      {lost.length > 0 && (
        <ul aria-label="Rules that did not decide">
          {lost.map((one) => (
            <li key={`${one.rule.id}:${one.rule.line}`} className="quiet">
              <RuleButton rule={one.rule} onShow={props.onShowRule} /> lost:{' '}
              <Visible text={one.because} mode="layout" />
            </li>
          ))}
        </ul>
      )}
      {hint !== null && (
        <p className="quiet">
          The agent is told: <Visible text={hint} mode="layout" />
        </p>
      )}
    </div>
  );
}

function RuleButton(props: { readonly rule: RuleRef; readonly onShow: (rule: RuleRef) => void }): ReactNode {
  const { rule, onShow } = props;
  if (rule.line === 0) return <>the built-in rule {rule.id}</>;
  return (
    <button type="button" className="button button-bare" title={rule.id} onClick={() => onShow(rule)}>
      line {rule.line}
    </button>
  );
}
