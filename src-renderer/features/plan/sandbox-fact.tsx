/** What the sandbox around a command comes to: the sentence at once, every path behind it on demand. */
import { type ReactNode, useState } from 'react';
import { Toggle } from '#renderer/ui/disclosure.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { CommandPlan } from '#shared/model/index.ts';
import { confinementParts, confinementUser, sandboxWords } from '#shared/text/index.ts';
import { FolderPath } from './pinned.tsx';

export function SandboxFact({ plan, home }: { readonly plan: CommandPlan; readonly home: string }): ReactNode {
  const [open, setOpen] = useState(false);
  const parts = confinementParts(plan);
  const user = confinementUser(plan);
  return (
    <>
      <span className="in-words">
        <Visible text={sandboxWords(plan, home)} />
        {user !== null && `; ${user}`}
      </span>{' '}
      {parts.length > 0 && <Toggle open={open} onChange={setOpen} show="show all" hide="hide" />}
      {open && (
        <dl className="sandbox-parts">
          {parts.map(({ term, paths }) => (
            <div key={term}>
              <dt>{term}</dt>
              {paths.map((path) => (
                <dd key={path}>
                  <FolderPath path={path} home={home} />
                </dd>
              ))}
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
