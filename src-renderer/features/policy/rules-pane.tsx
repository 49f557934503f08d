/** The rules as sentences: a list to choose from, and below it the chosen rule with what can be done to it. */
import { type ReactNode, useMemo, useState } from 'react';
import { Filter } from '#renderer/ui/filter.tsx';
import { List } from '#renderer/ui/list.tsx';
import { Empty, Loading } from '#renderer/ui/states.tsx';
import type { DraftReport, RuleInWords } from '#shared/contract/index.ts';
import type { Edit } from '#shared/policy-text/yaml-document.ts';
import { RulePanel } from './rule-panel.tsx';
import { RuleRow } from './rule-row.tsx';
import { ruleEntries } from './rule-words.ts';

const none: readonly never[] = [];

export function RulesPane(props: {
  readonly report: DraftReport | null;
  /** Whether the host could not be asked. */
  readonly failed: boolean;
  readonly text: string;
  readonly selected: string | null;
  readonly onSelect: (rule: RuleInWords) => void;
  /** Puts a change into the draft. */
  readonly onEdit: (edit: Edit) => void;
}): ReactNode {
  const { report, selected } = props;
  const [filter, setFilter] = useState('');
  const entries = useMemo(() => ruleEntries(report?.rules ?? none, report?.problems ?? none, filter), [report, filter]);
  if (report === null && props.failed) {
    return <p className="list-note">The rules cannot be read at present. The file is as it was.</p>;
  }
  if (report === null) return <Loading label="Reading the rules" lines={8} />;
  const rule = report.rules.find(({ id }) => id === selected);
  if (report.rules.length === 0) {
    return (
      <Empty icon="doc" title={report.ok ? 'No rules yet: everything is denied' : 'No rule can be read'}>
        <p>
          {report.ok
            ? 'Add a rule, or start from a pack.'
            : 'The YAML has problems; they stand at their lines. Once they are mended, the rules appear here.'}
        </p>
      </Empty>
    );
  }
  return (
    <>
      <Filter label="Filter rules" value={filter} onChange={setFilter} />
      {entries.length === 0 ? (
        <p className="list-note">No rule matches “{filter}”.</p>
      ) : (
        <List
          label="Rules"
          entries={entries}
          selected={selected}
          follow
          rowPx={51}
          onSelect={(key) => {
            const chosen = report.rules.find(({ id }) => id === key);
            if (chosen !== undefined) props.onSelect(chosen);
          }}
          row={(listed) => <RuleRow {...listed} />}
        />
      )}
      {rule !== undefined && <RulePanel key={rule.id} rule={rule} text={props.text} onEdit={props.onEdit} />}
    </>
  );
}
