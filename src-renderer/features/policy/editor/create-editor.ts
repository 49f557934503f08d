/**
 * The YAML editor: CodeMirror in a shadow root, where its styles are constructed sheets, which the page's content security policy
 * allows. The text is the document; everything that is pointed out comes from the host's own reading of it.
 */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyField, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { type ChangeSpec, EditorState, type Extension, Text } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { editorLook } from './editor-look.ts';
import { lineMarks, type Marks, showMarks } from './line-marks.ts';
import { schemaCompletion, schemaHover } from './schema-source.ts';
import type { JsonSchema } from './schema-walk.ts';

/** An editor's memory while it is not on screen: caret, undo history. Plain data. */
export type EditorMemory = unknown;

export interface EditorEvents {
  readonly onText: (text: string) => void;
  /** 1-based line of the caret, when a person moved it. */
  readonly onCaretLine: (line: number) => void;
  readonly schema: () => JsonSchema | null;
}

export interface PolicyEditor {
  /** Makes the text this one, as a change that can be undone. */
  setText(text: string): void;
  mark(marks: Marks): void;
  /** Puts the caret on a line and brings it into view. */
  goTo(line: number, column: number, focus: boolean): void;
  lineAt(line: number): string | undefined;
  /** Takes it off the page. @returns what `createEditor` takes to go on from here */
  close(): EditorMemory;
}

export function createEditor(
  parent: HTMLElement,
  text: string,
  memory: EditorMemory | null,
  events: EditorEvents,
): PolicyEditor {
  const root = parent.shadowRoot ?? parent.attachShadow({ mode: 'open' });
  const view = new EditorView({ root, parent: root, state: stateFor(text, memory, events) });
  return {
    setText(next) {
      if (next === view.state.sliceDoc()) return;
      view.dispatch({ changes: changeTo(view.state, next), userEvent: 'input.dialog' });
    },
    mark: (marks) => showMarks(view, marks),
    goTo(line, column, focus) {
      const { from, to } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
      const at = Math.min(to, from + Math.max(0, column - 1));
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      if (focus) view.focus();
    },
    lineAt: (line) => lineOf(view.state.doc, line),
    close() {
      const kept: unknown = view.state.toJSON({ history: historyField });
      view.destroy();
      return kept;
    },
  };
}

const lineOf = (doc: Text, line: number): string | undefined =>
  line >= 1 && line <= doc.lines ? doc.line(line).text : undefined;

function stateFor(text: string, memory: EditorMemory | null, events: EditorEvents): EditorState {
  const extensions = extensionsFor(text, events);
  if (memory !== null) {
    const kept = EditorState.fromJSON(memory, { extensions }, { history: historyField });
    if (kept.sliceDoc() === text) return kept;
    return kept.update({ changes: changeTo(kept, text) }).state;
  }
  return EditorState.create({ doc: text, extensions });
}

function extensionsFor(text: string, events: EditorEvents): Extension {
  return [
    // A file keeps its own line ends; one with both kinds gets the plain ones when it is changed.
    /\r\n/.test(text) && !/[^\r]\n/.test(text)
      ? EditorState.lineSeparator.of('\r\n')
      : EditorState.lineSeparator.of('\n'),
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightSpecialChars({
      addSpecialChars:
        /\u034f|[\u115f\u1160\u17b4\u17b5\u180e\u2000-\u200d\u202a-\u202e\u2060-\u206f\u3000\u3164\uffa0]|[\ufe00-\ufe0f]/gu,
    }),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    indentUnit.of('  '),
    yaml(),
    search(),
    highlightSelectionMatches(),
    autocompletion({ override: [schemaCompletion(events.schema)], icons: false }),
    schemaHover(events.schema),
    lineMarks,
    editorLook,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      'aria-label': 'The policy file as YAML. Escape, then Tab, leaves the editor.',
      spellcheck: 'false',
      autocapitalize: 'off',
    }),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) events.onText(update.state.sliceDoc());
      const byHand = update.transactions.some((one) => one.isUserEvent('select') || one.isUserEvent('input.type'));
      if (update.selectionSet && byHand)
        events.onCaretLine(update.state.doc.lineAt(update.state.selection.main.head).number);
    }),
  ];
}

/** What differs between the first and the last character that do: undo and the caret then stay where they belong. */
function changeTo(state: EditorState, text: string): ChangeSpec {
  // Inside, a line break is one character, whatever it is in the file.
  const [before, after] = [state.doc.toString(), text.replaceAll(state.lineBreak, '\n')];
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const insert = Text.of(after.slice(start, after.length - end).split('\n'));
  return { from: start, to: before.length - end, insert };
}
