/** Which part is on screen where there is room for one only. Hidden where all of them fit. */
import type { KeyboardEvent, ReactNode } from 'react';

export const panes = ['Rules', 'YAML', 'Explain', 'Replay'] as const;
export type Pane = (typeof panes)[number];

export function PaneTabs(props: { readonly pane: Pane; readonly onPane: (pane: Pane) => void }): ReactNode {
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = panes[(panes.indexOf(props.pane) + by + panes.length) % panes.length];
    if (by === 0 || next === undefined) return;
    event.preventDefault();
    props.onPane(next);
    document.getElementById(`policy-tab-${next}`)?.focus();
  };
  return (
    <div className="tabs policy-tabs" role="tablist" aria-label="Parts of the policy" onKeyDown={onKeyDown}>
      {panes.map((pane) => (
        <button
          key={pane}
          id={`policy-tab-${pane}`}
          type="button"
          role="tab"
          className="tab"
          aria-selected={pane === props.pane}
          tabIndex={pane === props.pane ? 0 : -1}
          onClick={() => props.onPane(pane)}
        >
          {pane}
        </button>
      ))}
    </div>
  );
}
