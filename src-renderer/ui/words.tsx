/** A sentence of ours in which `backticks` stand around what is typed in a terminal. */
import type { ReactNode } from 'react';

export function Words({ text }: { readonly text: string }): ReactNode {
  return text.split('`').map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other identity than their place
    index % 2 === 1 ? <code key={index}>{part}</code> : part,
  );
}
