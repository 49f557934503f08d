/** Completion and hover texts from the policy's JSON Schema. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { EditorState, Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import { describedAt, type JsonSchema, keysAt, valuesAt } from './schema-walk.ts';
import { type Lines, placeAt, type YamlPlace } from './yaml-place.ts';

const linesOf = (state: EditorState): Lines => ({
  count: state.doc.lines,
  at: (line) => state.doc.line(line).text,
});

function placeOf(state: EditorState, position: number): { readonly place: YamlPlace; readonly from: number } | null {
  const line = state.doc.lineAt(position);
  const place = placeAt(linesOf(state), line.number, position - line.from);
  return place === null ? null : { place, from: line.from + place.from };
}

export const schemaCompletion =
  (schema: () => JsonSchema | null) =>
  (context: CompletionContext): CompletionResult | null => {
    const root = schema();
    const found = placeOf(context.state, context.pos);
    if (root === null || found === null) return null;
    const { place, from } = found;
    // On an empty line nothing opens by itself.
    if (!context.explicit && place.kind === 'key' && from === context.pos) return null;
    const options = place.kind === 'key' ? keyOptions(root, place) : valueOptions(root, place);
    return options.length === 0 ? null : { from, options, validFor: /^[\w-]*$/u };
  };

function keyOptions(root: JsonSchema, place: YamlPlace): Completion[] {
  return keysAt(root, place.path)
    .filter(({ name }) => !place.siblings.includes(name))
    .map(({ name, description, required, takes }) => ({
      label: name,
      apply: `${name}: `,
      detail: required ? `${takes}, needed` : takes,
      type: 'property',
      boost: required ? 10 : 0,
      ...(description === null ? {} : { info: description }),
    }));
}

function valueOptions(root: JsonSchema, place: YamlPlace): Completion[] {
  const path = place.key === null ? place.path : [...place.path, place.key];
  return valuesAt(root, path).map((label) => ({ label, type: 'enum' }));
}

/** What a key means, when the pointer rests on it or on its value. */
export const schemaHover = (schema: () => JsonSchema | null): Extension =>
  hoverTooltip((view, position) => {
    const root = schema();
    const word = view.state.wordAt(position);
    const found = word === null ? null : placeOf(view.state, word.to);
    if (root === null || word === null || found === null) return null;
    const { place, from } = found;
    const name = place.kind === 'key' ? view.state.sliceDoc(from, word.to) : place.key;
    const text = name === null ? null : describedAt(root, [...place.path, name]);
    if (text === null) return null;
    return {
      pos: word.from,
      end: word.to,
      above: true,
      create() {
        const dom = document.createElement('div');
        dom.className = 'cm-says';
        dom.textContent = `${name}: ${text}`;
        return { dom };
      },
    };
  });
