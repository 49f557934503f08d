/** A line that a person writes to themselves about an answer. It stays with the card; the agent never sees it. */
import type { ReactNode } from 'react';
import { Field } from '#renderer/ui/field.tsx';

export function NoteField(props: { readonly value: string; readonly onChange: (note: string) => void }): ReactNode {
  return (
    <Field
      label="A note for yourself; may stay empty. The agent never sees it."
      value={props.value}
      onChange={props.onChange}
    />
  );
}

export const noteOf = (text: string): string | null => (text.trim() === '' ? null : text.trim());
