/** A rule's examples: command lines that it should match, and that it should not. They are run whenever the policy is read. */
import { type FormEvent, type ReactNode, useMemo, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Choice } from '#renderer/ui/choice.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { RuleInWords } from '#shared/contract/index.ts';
import { dataOf, type Edit } from '#shared/policy-text/yaml-document.ts';
import { commandLine } from '#shared/text/index.ts';
import { addExample, examplesOf } from './rule-edits.ts';
import { splitCommandLine } from './split-command-line.ts';

const kinds = [
  ['match', 'Should match'],
  ['not_match', 'Should not match'],
] as const;

export function RuleExamples(props: {
  readonly rule: RuleInWords;
  readonly text: string;
  readonly onAdd: (edit: Edit) => void;
}): ReactNode {
  const { rule, text } = props;
  const [kind, setKind] = useState<'match' | 'not_match'>('match');
  const [line, setLine] = useState('');
  const examples = useMemo(() => examplesOf(dataOf(text), rule.id), [text, rule.id]);
  const split = splitCommandLine(line);
  const ready = split.ok && split.argv.length > 0;
  const add = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready) return;
    props.onAdd(addExample(text, rule.id, kind, split.argv));
    setLine('');
  };
  return (
    <div className="examples">
      {kinds.map(([key, title]) => (
        <div key={key}>
          <h3>{title}</h3>
          {examples[key].length === 0 ? (
            <p className="quiet">None yet.</p>
          ) : (
            <ul>
              {examples[key].map((argv) => (
                <li key={argv.join('\u0000')}>
                  <code>
                    <Visible text={commandLine(argv)} mode="layout" />
                  </code>
                </li>
              ))}
            </ul>
          )}
        </div>
      ))}
      <form onSubmit={add}>
        <Field
          label="A command line to add"
          value={line}
          onChange={setLine}
          mono
          placeholder={`${rule.command} …`}
          problem={split.ok ? null : split.problem}
        />
        <Choice legend="This rule" options={kinds} value={kind} onChange={setKind} />
        <Button inert={!ready} onClick={add}>
          Add the example
        </Button>
      </form>
    </div>
  );
}
