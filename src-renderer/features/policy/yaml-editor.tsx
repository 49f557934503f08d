/** The YAML as a person types it. Holds CodeMirror on the page and passes on what happens there; the text itself belongs to the draft. */
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { useOperation } from '#renderer/client/queries.ts';
import { createEditor, type PolicyEditor } from './editor/create-editor.ts';
import type { Marks } from './editor/line-marks.ts';
import type { JsonSchema } from './editor/schema-walk.ts';
import type { PolicyDesk } from './policy-draft.tsx';

export type EditorHandle = Pick<PolicyEditor, 'goTo' | 'lineAt'>;

export function YamlEditor(props: {
  readonly desk: PolicyDesk;
  readonly text: string;
  readonly marks: Marks;
  readonly onCaretLine: (line: number) => void;
  readonly ref: Ref<EditorHandle>;
}): ReactNode {
  const { desk, text, marks } = props;
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<PolicyEditor>(undefined);
  const schema = useOperation('policy.schema', {});
  const latest = useRef<{ schema: JsonSchema | null; onCaretLine: (line: number) => void }>({
    schema: null,
    onCaretLine: props.onCaretLine,
  });
  useEffect(() => {
    latest.current = { schema: schema.data ?? null, onCaretLine: props.onCaretLine };
  });
  useEffect(() => {
    if (place.current === null) return;
    const made = createEditor(place.current, desk.draft.get().text, desk.memory.get(), {
      onText: (next) => desk.draft.set({ ...desk.draft.get(), text: next }),
      onCaretLine: (line) => latest.current.onCaretLine(line),
      schema: () => latest.current.schema,
    });
    editor.current = made;
    return () => {
      editor.current = undefined;
      desk.memory.set(made.close());
    };
  }, [desk]);
  useEffect(() => editor.current?.setText(text), [text]);
  useEffect(() => editor.current?.mark(marks), [marks]);
  useImperativeHandle(props.ref, () => ({
    goTo: (...at) => editor.current?.goTo(...at),
    lineAt: (line) => editor.current?.lineAt(line),
  }));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the editor inside is what is typed in
    <div
      ref={place}
      className="yaml-editor"
      // Keys are typed here: inside the shadow root nobody else can tell.
      onKeyDown={(event) => {
        const isOthers = (event.ctrlKey || event.metaKey) && ['k', 's'].includes(event.key.toLowerCase());
        if (!isOthers) event.nativeEvent.stopPropagation();
      }}
    />
  );
}
