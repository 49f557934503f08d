/** The command palette: type to narrow, arrows to choose, Enter to go. It goes to things; it never answers a request. */
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { useLocation } from 'wouter';
import { approvalsInput, useOperation, useRuns } from '../client/queries.ts';
import { rankedQueue } from '../features/approvals/queue-order.ts';
import { planLine } from '../features/plan/words.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Visible } from '../ui/visible.tsx';
import { screens } from './sidebar.tsx';
import type { House } from './use-house.ts';

interface PaletteItem {
  readonly key: string;
  readonly kind: string;
  readonly text: string;
  readonly act: () => void;
}

interface PaletteProps {
  readonly home: string;
  readonly house: House;
  readonly paused: boolean;
  readonly onClose: () => void;
  readonly onKeys: () => void;
}

export function Palette(props: PaletteProps): ReactNode {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const items = matching(useItems(props), text);
  const chosen = Math.min(at, items.length - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0) {
      event.preventDefault();
      const next = (chosen + by + items.length) % Math.max(1, items.length);
      setAt(next);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      items[chosen]?.act();
    }
  };
  return (
    <Dialog label="Command palette" className="palette" onClose={props.onClose}>
      <input
        className="field"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={items.length > 0 ? `${id}-${chosen}` : undefined}
        aria-label="What to do"
        placeholder="Go to a screen, a request, a run…"
        autoComplete="off"
        spellCheck={false}
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}-list`} role="listbox" aria-label="Commands" className="palette-list">
        {items.map((item, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus, the option is its active descendant
          <div
            key={item.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            className="palette-item"
            onClick={item.act}
          >
            <small>{item.kind}</small>
            <span>
              <Visible text={item.text} mode="layout" />
            </span>
          </div>
        ))}
        {items.length === 0 && <p className="quiet palette-none">Nothing matches “{text}”.</p>}
      </div>
    </Dialog>
  );
}

function useItems(props: PaletteProps): readonly PaletteItem[] {
  const [, navigate] = useLocation();
  const approvals = useOperation('approvals.list', approvalsInput);
  const status = useOperation('host.status', {});
  const runs = useRuns();
  const go = (to: string) => (): void => {
    props.onClose();
    navigate(to);
  };
  const line = (plan: Parameters<typeof planLine>[0]): string => planLine(plan, props.home);
  const copyEndpoint = (): void => {
    props.onClose();
    void navigator.clipboard.writeText(status.data?.endpoint ?? '');
  };
  return [
    ...rankedQueue(approvals.data ?? []).map((card) => ({
      key: card.id,
      kind: 'waiting',
      text: `${card.client.name}: ${line(card.plan)}`,
      act: go(`/approvals/${card.id}`),
    })),
    ...screens.map(({ path, name }) => ({ key: path, kind: 'go to', text: name, act: go(path) })),
    ...houseItems(props),
    { key: 'sessions', kind: 'go to', text: 'Sessions', act: go('/sessions') },
    { key: 'permissions', kind: 'go to', text: 'Permissions', act: go('/permissions') },
    { key: 'engine', kind: 'go to', text: 'Container engine', act: go('/engine') },
    { key: 'prompts', kind: 'go to', text: 'History of approvals', act: go('/prompts') },
    { key: 'trust', kind: 'do', text: 'Trust a workspace for a while', act: go('/permissions/trust') },
    { key: 'add', kind: 'do', text: 'Add a client', act: go('/add-client') },
    { key: 'start', kind: 'go to', text: 'Get started', act: go('/start') },
    { key: 'copy', kind: 'do', text: 'Copy the endpoint’s address', act: copyEndpoint },
    { key: 'keys', kind: 'do', text: 'Show the keys', act: props.onKeys },
    ...(runs.data ?? []).slice(0, 50).map((run) => ({
      key: run.id,
      kind: run.end === null ? 'running' : 'run',
      text: `${run.client.name}: ${line(run.plan)}`,
      act: go(`/runs/${run.id}`),
    })),
  ];
}

/** What takes away at once, and the way back. */
function houseItems({ house, paused, onClose }: PaletteProps): readonly PaletteItem[] {
  const item = (key: string, text: string, act: () => void): PaletteItem => ({
    ...{ key, kind: 'do', text },
    act() {
      onClose();
      act();
    },
  });
  return [
    ...(paused
      ? [item('resume', 'Resume', house.resume)]
      : [item('pause', 'Pause everything', () => house.pause(false))]),
    item('pause-kill', 'Pause everything and end what runs', () => house.pause(true)),
    item('lock', 'Lock: end every standing permission', house.lock),
  ];
}

/** Items that have every word, in any order. */
function matching(items: readonly PaletteItem[], text: string): readonly PaletteItem[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return items
    .filter((item) => words.every((word) => `${item.kind} ${item.text}`.toLowerCase().includes(word)))
    .slice(0, 60);
}
