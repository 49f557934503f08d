/** Whether the end of something has been in view: a plan that is longer than the window must be read before it is approved. */
import { type RefObject, useEffect, useState } from 'react';

/** @param end an element at the end of what must be seen; @param shown identifies what that is */
export function useSeenToEnd(end: RefObject<HTMLElement | null>, shown: string): boolean {
  const [seen, setSeen] = useState<string>();
  useEffect(() => {
    const pane = end.current?.closest('main') ?? null;
    const look = (): void => {
      const element = end.current;
      if (element === null) return;
      const bottom = pane === null ? window.innerHeight : pane.getBoundingClientRect().bottom;
      if (element.getBoundingClientRect().top <= bottom) setSeen(shown);
    };
    look();
    const scroller = pane ?? window;
    scroller.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    return () => {
      scroller.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
    };
  }, [end, shown]);
  return seen === shown;
}
