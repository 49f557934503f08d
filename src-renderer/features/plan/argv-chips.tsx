/**
 * An argument vector, one chip an argument. Reading a chip's text nodes and marks back gives the argument byte for byte; a test holds
 * that for any argument.
 */
import type { ReactNode } from 'react';
import { Visible } from '#renderer/ui/visible.tsx';
import './plan.css';

export function ArgvChips({ argv }: { readonly argv: readonly string[] }): ReactNode {
  return (
    <ol className="argv exact" aria-label="Arguments, in order">
      {argv.map((argument, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an argument has no other identity than its place
        <li key={index} className="chip">
          {argument === '' ? <EmptyArgument /> : <Visible text={argument} />}
        </li>
      ))}
    </ol>
  );
}

function EmptyArgument(): ReactNode {
  return (
    <mark className="mark mark-space" data-code="" data-count={0} title="an empty argument">
      ""
    </mark>
  );
}
