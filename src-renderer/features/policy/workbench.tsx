/** The policy's two faces side by side, sentences and YAML, one document; below, what it would do. Loaded when it is first needed. */
import { type ReactNode, useState } from 'react';
import { useStore } from '#renderer/client/store.ts';
import type { PolicyProblem, PolicyStatus } from '#shared/contract/index.ts';
import { Banners } from './banners.tsx';
import { ExplainPane } from './explain-pane.tsx';
import { HistoryView } from './history-view.tsx';
import { type Pane, PaneTabs } from './pane-tabs.tsx';
import { PolicyBar, type PolicyTask } from './policy-bar.tsx';
import { isDirty, type PolicyDesk, type PolicyDraft, usePolicyDesk } from './policy-draft.tsx';
import { ProblemsList } from './problems-list.tsx';
import { ReplayPane } from './replay-pane.tsx';
import { RulesPane } from './rules-pane.tsx';
import { TaskDialog } from './task-dialog.tsx';
import { type DraftReading, useDraftReport } from './use-draft-report.ts';
import { useFileInDraft } from './use-file-in-draft.ts';
import { useModS } from './use-mod-s.ts';
import { type RuleFocus, useRuleFocus } from './use-rule-focus.ts';
import { useSave } from './use-save.ts';
import { YamlEditor } from './yaml-editor.tsx';

export interface WorkbenchProps {
  /** The file as it is on disk. */
  readonly file: string;
  readonly status: PolicyStatus;
  /** A line to open at. */
  readonly line: number | null;
}

export function Workbench(props: WorkbenchProps): ReactNode {
  const desk = usePolicyDesk();
  const draft = useStore(desk.draft);
  const [inHistory, setInHistory] = useState(false);
  useFileInDraft(desk, props.file);
  if (draft.base === null) return null;
  if (!inHistory) return <Bench {...props} desk={desk} draft={draft} onHistory={() => setInHistory(true)} />;
  return (
    <HistoryView
      now={props.file}
      // What was not saved stays as the draft, now against the file as it is after going back.
      onReverted={(text) => desk.draft.set({ base: { text }, text: isDirty(draft) ? draft.text : text })}
      onClose={() => setInHistory(false)}
    />
  );
}

interface Draft {
  readonly desk: PolicyDesk;
  readonly draft: PolicyDraft;
}

function Bench(props: WorkbenchProps & Draft & { readonly onHistory: () => void }): ReactNode {
  const { file, status, desk, draft } = props;
  const [task, setTask] = useState<PolicyTask | null>(null);
  const [pane, setPane] = useState<Pane>('Rules');
  const reading = useDraftReport(draft.text);
  const focus = useRuleFocus(reading.report, props.line);
  const dirty = isDirty(draft);
  const showProblem = (problem: PolicyProblem | undefined): void => {
    if (problem === undefined) return;
    setPane('YAML');
    focus.goTo(problem);
  };
  const saving = useSave({ desk, onProblems: ([first]) => showProblem(first), onConflict: () => setTask('conflict') });
  useModS(saving.start);
  return (
    <main className="policy" aria-label="Policy" data-pane={pane}>
      <PolicyBar
        status={status}
        problems={reading.problems.length}
        dirty={dirty}
        saving={saving.step.at === 'busy'}
        onTask={(next) => (next === 'history' ? props.onHistory() : setTask(next))}
        onFirstProblem={() => showProblem(reading.problems[0])}
        onSave={saving.start}
      />
      <Banners
        status={status}
        moved={dirty && draft.base?.text !== file && draft.text !== file}
        failed={saving.step.at === 'failed' ? saving.step.message : (reading.error?.message ?? null)}
        onRetry={saving.step.at === 'failed' ? null : reading.retry}
        onConflict={() => setTask('conflict')}
      />
      <PaneTabs pane={pane} onPane={setPane} />
      <Panes desk={desk} draft={draft} reading={reading} focus={focus} onProblem={showProblem} />
      <TaskDialog {...{ task, desk, draft, file, saving }} onClose={() => setTask(null)} onAdded={focus.expect} />
    </main>
  );
}

interface PanesProps extends Draft {
  readonly reading: DraftReading;
  readonly focus: RuleFocus;
  readonly onProblem: (problem: PolicyProblem) => void;
}

function Panes({ desk, draft, reading, focus, onProblem }: PanesProps): ReactNode {
  const { report } = reading;
  const broken = report?.ok === false;
  return (
    <div className="policy-panes">
      <section className="pane pane-rules" aria-label="Rules in words">
        <ProblemsList problems={reading.problems} onShow={onProblem} />
        <RulesPane
          report={report}
          failed={reading.error !== null}
          text={draft.text}
          selected={focus.selected}
          onSelect={focus.select}
          onEdit={(edit) => edit.ok && desk.draft.set({ ...desk.draft.get(), text: edit.text })}
        />
      </section>
      <section className="pane pane-yaml" aria-label="The file">
        <YamlEditor
          ref={focus.editor}
          desk={desk}
          text={draft.text}
          marks={focus.marks}
          onCaretLine={focus.onCaretLine}
        />
      </section>
      <div className="pane pane-explain">
        <ExplainPane
          text={draft.text}
          draft={isDirty(draft) ? draft.text : null}
          broken={broken}
          onShowRule={focus.select}
        />
      </div>
      <div className="pane pane-replay">
        <ReplayPane
          text={reading.text ?? ''}
          sha256={reading.checking ? null : (report?.sha256 ?? null)}
          broken={broken}
        />
      </div>
    </div>
  );
}
