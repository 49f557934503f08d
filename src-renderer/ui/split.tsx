/** A list and what is open in it: side by side where there is room, one after the other where there is not. */
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icons.tsx';
import { useKeys } from './keys.ts';
import './split.css';

export function Split(props: {
  readonly list: ReactNode;
  readonly detail: ReactNode;
  /** What is open; a change scrolls the detail back to its top. */
  readonly open: string | null;
  readonly backLabel: string;
  readonly onBack: () => void;
  readonly detailLabel: string;
  readonly fill?: boolean;
}): ReactNode {
  const detail = useRef<HTMLElement>(null);
  useScrollToTop(detail, props.open);
  const goToDetail = (): void => detail.current?.focus();
  const goBack = (): void => {
    const list = document.querySelector<HTMLElement>('[role="listbox"]');
    if (list === null || list.offsetParent === null) props.onBack();
    else list.focus();
  };
  useKeys({ Enter: goToDetail, Escape: goBack });
  return (
    <div className={`split ${props.open === null ? 'split-list' : 'split-detail'}`}>
      <div className="split-left">{props.list}</div>
      <main
        ref={detail}
        className={props.fill === true ? 'split-right split-fill' : 'split-right'}
        tabIndex={-1}
        aria-label={props.detailLabel}
      >
        <div className="split-back">
          <Button tone="bare" onClick={props.onBack}>
            <Icon name="back" />
            {props.backLabel}
          </Button>
        </div>
        {props.detail}
      </main>
    </div>
  );
}

function useScrollToTop(element: RefObject<HTMLElement | null>, open: string | null): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is open is the trigger
  useEffect(() => {
    if (element.current !== null) element.current.scrollTop = 0;
  }, [open]);
}
