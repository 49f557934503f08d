/** What the editor points out: the lines of the chosen rule, and each problem at its line with its words below. */
import { type Extension, StateEffect, StateField, type Text } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import type { PolicyProblem } from '#shared/contract/index.ts';
import { visibleText } from '#shared/text/index.ts';

export interface Marks {
  /** First and last line, from 1; `null` when no rule is chosen. */
  readonly rule: readonly [number, number] | null;
  readonly problems: readonly PolicyProblem[];
  readonly warnings: readonly PolicyProblem[];
}

const setMarks = StateEffect.define<Marks>();
/** Notes below lines are for reading: past this many, the list beside the editor has the rest. */
const mostNotes = 100;

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects)
      if (effect.is(setMarks)) return drawn(transaction.state.doc, effect.value);
    return marks.map(transaction.changes);
  },
  provide: (own) => EditorView.decorations.from(own),
});

export const lineMarks: Extension = field;

export function showMarks(view: EditorView, marks: Marks): void {
  view.dispatch({ effects: setMarks.of(marks) });
}

const ruleLine = Decoration.line({ class: 'cm-rule' });
const badLine = Decoration.line({ class: 'cm-bad' });
const wrong = Decoration.mark({ class: 'cm-wrong' });

function drawn(doc: Text, { rule, problems, warnings }: Marks): DecorationSet {
  const [first, last] = rule ?? [1, 0];
  const inDoc = ({ line }: PolicyProblem): boolean => line >= 1 && line <= doc.lines;
  const bad = new Set(problems.filter(inDoc).map(({ line }) => line));
  const ranges = [...bad].map((line) => badLine.range(doc.line(line).from));
  for (let line = first; line <= Math.min(last, doc.lines); line += 1) {
    if (!bad.has(line)) ranges.push(ruleLine.range(doc.line(line).from));
  }
  for (const problem of problems.filter(inDoc).slice(0, mostNotes)) {
    const [from, to] = wordAt(doc, problem);
    if (to > from) ranges.push(wrong.range(from, to));
    ranges.push(note(doc, problem, 'problem'));
  }
  for (const warning of warnings.filter(inDoc).slice(0, mostNotes)) ranges.push(note(doc, warning, 'warning'));
  return Decoration.set(ranges, true);
}

const note = (doc: Text, problem: PolicyProblem, kind: 'problem' | 'warning') =>
  Decoration.widget({ widget: new Note(problem, kind), block: true, side: 1 }).range(doc.line(problem.line).to);

/** From the column on: a word, or what stands in quotes. */
function wordAt(doc: Text, { line, column }: PolicyProblem): readonly [number, number] {
  const { from, text } = doc.line(line);
  const start = Math.min(Math.max(0, column - 1), text.length);
  const word = /^(?:"[^"]*"|'[^']*'|[^\s:,[\]{}]+|\S)/u.exec(text.slice(start))?.[0] ?? '';
  return [from + start, from + start + word.length];
}

class Note extends WidgetType {
  readonly problem: PolicyProblem;
  readonly kind: 'problem' | 'warning';

  constructor(problem: PolicyProblem, kind: 'problem' | 'warning') {
    super();
    this.problem = problem;
    this.kind = kind;
  }

  override eq(other: Note): boolean {
    const [a, b] = [this.problem, other.problem];
    return this.kind === other.kind && a.message === b.message && a.line === b.line && a.column === b.column;
  }

  override toDOM(): HTMLElement {
    const dom = document.createElement('div');
    dom.className = this.kind === 'problem' ? 'cm-note' : 'cm-note cm-note-warning';
    dom.setAttribute('role', 'note');
    const { line, message } = this.problem;
    dom.textContent = `${this.kind === 'problem' ? 'Line' : 'Warning, line'} ${line}: ${visibleText(message, 'layout')}`;
    return dom;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}
