/** A list of any length that draws only what is in view: one tab stop, moved through with j/k, arrows, Home, End and the page keys. */
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { useKeys } from './keys.ts';
import './list.css';

export type ListEntry<T> =
  | { readonly kind: 'heading'; readonly key: string; readonly text: string }
  | { readonly kind: 'row'; readonly key: string; readonly value: T };

export interface ListProps<T> {
  readonly label: string;
  readonly entries: readonly ListEntry<T>[];
  readonly selected: string | null;
  /** `step`: the selection moved by a key, so it should leave no trace in the history. */
  readonly onSelect: (key: string, how: 'step' | 'open') => void;
  readonly row: (value: T) => ReactNode;
  readonly rowPx: number;
  /** The end came into view: time to load more. */
  readonly onEnd?: () => void;
  /** Whether the selected row is brought into view when it was selected from elsewhere. */
  readonly follow?: boolean;
}

const headingPx = 36;

export function List<T>(props: ListProps<T>): ReactNode {
  const { entries, selected, onSelect, onEnd } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (entries[index]?.kind === 'heading' ? headingPx : props.rowPx),
    getItemKey: (index) => entries[index]?.key ?? index,
    overscan: 8,
  });
  const at = entries.findIndex((entry) => entry.kind === 'row' && entry.key === selected);
  const move = (to: number): void => {
    const entry = entries[to];
    if (entry?.kind !== 'row') return;
    // First, while nothing on the page has changed: afterwards the browser would have to lay everything out for it.
    bringIntoView(virtual, to);
    onSelect(entry.key, 'step');
  };
  useFollowing(props.follow === true ? selected : null, at, (index) => bringIntoView(virtual, index));
  useKeys({ j: () => move(stepFrom(entries, at, 1)), k: () => move(stepFrom(entries, at, -1)) });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastShown >= entries.length - 20) onEnd?.();
  }, [lastShown, entries.length, onEnd]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = keyTarget(
      event.key,
      entries,
      at,
      Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / props.rowPx)),
    );
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(to);
  };
  return (
    <div
      ref={scroller}
      className="list"
      role="listbox"
      aria-label={props.label}
      aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className="list-space" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const entry = entries[item.index];
          if (entry === undefined) return null;
          const place = { height: item.size, transform: `translateY(${item.start}px)` };
          return entry.kind === 'heading' ? (
            <div key={item.key} className="list-item list-heading" role="presentation" style={place}>
              {entry.text}
            </div>
          ) : (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox handles the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus, the option is its active descendant
            <div
              key={item.key}
              id={`${id}-${item.index}`}
              className="list-item list-row"
              role="option"
              aria-selected={entry.key === selected}
              aria-setsize={entries.length}
              aria-posinset={item.index + 1}
              style={place}
              onClick={() => onSelect(entry.key, 'open')}
            >
              {props.row(entry.value)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** By what the list knows already (its rows are as high as it says), without asking the page where anything is. */
function bringIntoView(virtual: Virtualizer<HTMLDivElement, Element>, index: number): void {
  const { scrollElement } = virtual;
  const item = virtual.measurementsCache[index];
  const height = virtual.scrollRect?.height ?? 0;
  const top = virtual.scrollOffset ?? 0;
  if (item === undefined || scrollElement === null) return;
  if (item.start < top) scrollElement.scrollTop = item.start;
  else if (item.end > top + height) scrollElement.scrollTop = item.end - height;
}

function useFollowing(selected: string | null, at: number, show: (index: number) => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another selection is the trigger, not where it stands
  useEffect(() => {
    if (selected !== null && at >= 0) show(at);
  }, [selected]);
}

/** The next row in a direction, over headings; stays at the ends. Without a selection: the first row. */
export function stepFrom<T>(entries: readonly ListEntry<T>[], at: number, by: 1 | -1): number {
  if (at < 0) return entries.findIndex((entry) => entry.kind === 'row');
  for (let index = at + by; index >= 0 && index < entries.length; index += by) {
    if (entries[index]?.kind === 'row') return index;
  }
  return at;
}

function keyTarget<T>(key: string, entries: readonly ListEntry<T>[], at: number, page: number): number | undefined {
  const jump = (count: number, by: 1 | -1): number => {
    let index = at;
    for (let step = 0; step < count; step += 1) index = stepFrom(entries, index, by);
    return index;
  };
  switch (key) {
    case 'ArrowDown':
      return stepFrom(entries, at, 1);
    case 'ArrowUp':
      return stepFrom(entries, at, -1);
    case 'PageDown':
      return jump(page, 1);
    case 'PageUp':
      return jump(page, -1);
    case 'Home':
      return stepFrom(entries, -1, 1);
    case 'End':
      return entries.findLastIndex((entry) => entry.kind === 'row');
    default:
      return undefined;
  }
}
