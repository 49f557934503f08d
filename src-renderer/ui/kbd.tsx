/** A key or chord as it is written on this machine's keyboard. */
import type { ReactNode } from 'react';
import { chordLabel } from './keys.ts';

export function Kbd({ chord }: { readonly chord: string }): ReactNode {
  return (
    <span className="kbd" aria-hidden="true">
      {chordLabel(chord)}
    </span>
  );
}
