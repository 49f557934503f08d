/** Keeps the end of a growing transcript in view, until the person scrolls away from it; scrolling back to the end takes it up again. */
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

export interface Follow {
  readonly on: boolean;
  readonly toggle: () => void;
  readonly stop: () => void;
  /** Handlers for the scrolling element. */
  readonly watch: {
    readonly onScroll: () => void;
    readonly onWheel: () => void;
    readonly onPointerDown: () => void;
    readonly onKeyDown: () => void;
  };
}

const atEndPx = 24;
/** A scroll this soon after a touch of wheel, pointer or key is the person's own. */
const ownMs = 600;

/** @param live whether there is anything to follow; @param content changes whenever there is more */
export function useFollow(scroller: RefObject<HTMLElement | null>, live: boolean, content: unknown): Follow {
  const [on, setOn] = useState(live);
  const touchedAt = useRef(0);
  const touch = (): void => {
    touchedAt.current = Date.now();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: new content is the trigger
  useEffect(() => {
    if (!on) return;
    // After layout, so that rows that were just measured count.
    const frame = requestAnimationFrame(() => {
      const element = scroller.current;
      if (element !== null) element.scrollTop = element.scrollHeight;
    });
    return () => cancelAnimationFrame(frame);
  }, [on, content, scroller]);
  return {
    on,
    toggle: () => setOn((old) => !old),
    stop: useCallback(() => setOn(false), []),
    watch: {
      onScroll() {
        const element = scroller.current;
        if (element === null || Date.now() - touchedAt.current > ownMs) return;
        const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight <= atEndPx;
        setOn(live && atEnd);
      },
      onWheel: touch,
      onPointerDown: touch,
      onKeyDown: touch,
    },
  };
}
