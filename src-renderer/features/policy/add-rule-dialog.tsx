/** A rule without YAML: which command, which words, what then. Shows the sentence and the lines that it will become. */
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Choice } from '#renderer/ui/choice.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { TextDiff } from '#renderer/ui/text-diff.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import { ruleSentence } from '#shared/policy/index.ts';
import { addRule } from '#shared/policy-text/add-rule.ts';
import { dataOf, mapNames } from '#shared/policy-text/yaml-document.ts';
import { emptyForm, type RuleForm, ruleOf } from './rule-form.ts';
import { verdictChoices } from './rule-panel.tsx';

const rests = [
  ['anything', 'Any arguments'],
  ['nothing', 'Nothing more'],
] as const;

export function AddRuleDialog(props: {
  readonly text: string;
  readonly onAdd: (text: string, id: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { text } = props;
  const [form, setForm] = useState<RuleForm>(emptyForm);
  const known = useMemo(() => mapNames(dataOf(text), 'commands'), [text]);
  // The difference of a large file takes a moment: what is typed comes first.
  const settled = useDeferredValue(form);
  const made = useMemo(() => ruleOf(settled, known), [settled, known]);
  const edit = useMemo(() => (made.ok ? addRule(text, made.command, made.executable, made.rule) : null), [text, made]);
  const set = (change: Partial<RuleForm>): void => setForm((old) => ({ ...old, ...change }));
  return (
    <Dialog label="Add a rule" className="dialog-wide" onClose={props.onClose}>
      <h2 className="dialog-title">Add a rule</h2>
      <RuleFields form={form} known={known} set={set} problems={made.ok ? {} : made.problems} />
      {edit?.ok === false && <Notice tone="plain">{edit.problem}</Notice>}
      {made.ok && edit?.ok === true && (
        <>
          <p className="rule-sentence" role="status">
            <Visible text={ruleSentence(made.command, made.rule)} mode="layout" />
          </p>
          <TextDiff label="What changes in the file" before={text} after={edit.text} />
        </>
      )}
      <div className="card-row dialog-answers">
        <Button onClick={props.onClose}>Cancel</Button>
        <span className="gap" />
        <Button
          tone="approve"
          inert={edit?.ok !== true || settled !== form}
          onClick={() => edit?.ok === true && props.onAdd(edit.text, edit.id ?? '')}
        >
          Add to the draft
        </Button>
      </div>
    </Dialog>
  );
}

function RuleFields(props: {
  readonly form: RuleForm;
  readonly known: readonly string[];
  readonly set: (change: Partial<RuleForm>) => void;
  readonly problems: Partial<Record<keyof RuleForm, string>>;
}): ReactNode {
  const { form, known, set, problems } = props;
  const isNew = form.command.trim() !== '' && !known.includes(form.command.trim());
  return (
    <div className="form">
      <Field
        label="Command, or the path of a program"
        value={form.command}
        onChange={(command) => set({ command })}
        mono
        autoFocus
        placeholder="git or /usr/bin/git"
        suggestions={known}
        problem={form.command === '' ? null : (problems.command ?? null)}
        hint={isNew ? 'Not in the policy yet: it is listed with this rule.' : undefined}
      />
      {isNew && !form.command.trim().startsWith('/') && (
        <Field
          label="Where the program is"
          value={form.executable}
          onChange={(executable) => set({ executable })}
          mono
          placeholder={`/usr/bin/${form.command.trim()}`}
          problem={form.executable === '' ? null : (problems.executable ?? null)}
        />
      )}
      <Field
        label="First words"
        value={form.words}
        onChange={(words) => set({ words })}
        mono
        placeholder="push"
        problem={problems.words ?? null}
        hint="Words after the command’s name, flags left out. “status|log” means one or the other. Empty: any."
      />
      <Choice legend="After them" options={rests} value={form.rest} onChange={(rest) => set({ rest })} />
      <Field
        label="Flags that may stand among them"
        value={form.flags}
        onChange={(flags) => set({ flags })}
        mono
        placeholder="--short -v"
        problem={problems.flags ?? null}
        hint="Flags without a value. A flag that is not listed makes it ask at best."
      />
      <Choice legend="Verdict" options={verdictChoices} value={form.verdict} onChange={(verdict) => set({ verdict })} />
      <Field
        label="Because"
        value={form.because}
        onChange={(because) => set({ because })}
        placeholder="publishes commits"
        hint="Shown to you and to agents wherever the rule decides. May stay empty."
      />
    </div>
  );
}
