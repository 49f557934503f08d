/** What the agent says it did before it asked, set apart and called what it is. */
import type { ReactNode } from 'react';
import { Visible } from '#renderer/ui/visible.tsx';

export interface Claim {
  readonly label: string;
  readonly text: string | null;
}

export function Claims({ claims }: { readonly claims: readonly Claim[] }): ReactNode {
  return (
    <section className="claimed" aria-label="What the agent claims">
      <h2 className="claimed-title">The agent claims, and nobody checked</h2>
      <dl>
        {claims.map(({ label, text }) =>
          text === null ? null : (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <Visible text={text} mode="layout" />
              </dd>
            </div>
          ),
        )}
      </dl>
    </section>
  );
}
