/** Whether the end of something has been in view: a plan that is longer than the window must be read before it is approved. */
import { type RefObject, useEffect, useState } from 'react';

/** @param end an element at the end of what must be seen; @param shown identifies what that is */
export function useSeenToEnd(end: RefObject<HTMLElement | null>, shown: string): boolean {
  const [seen, setSeen] = useState<string>();
  useEffect(() => {
    const pane = end.current?.closest('main, dialog') ?? null;
    const look = (): void => {
      if (end.current !== null && isInView(end.current, pane)) setSeen(shown);
    };
    look();
    const scroller = pane ?? window;
    scroller.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    // What is above the end may open, close or load.
    const grown = new ResizeObserver(look);
    if (end.current?.parentElement != null) grown.observe(end.current.parentElement);
    return () => {
      scroller.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
      grown.disconnect();
    };
  }, [end, shown]);
  return seen === shown;
}

/** In the pane, and not under the answers, which may lie over its lower end. */
function isInView(end: HTMLElement, pane: Element | null): boolean {
  const answers =
    end.parentElement?.querySelector('.answers, .dialog-answers')?.getBoundingClientRect().top ??
    Number.POSITIVE_INFINITY;
  const bottom = pane === null ? window.innerHeight : pane.getBoundingClientRect().bottom;
  return end.getBoundingClientRect().top <= Math.min(bottom, answers) + 1;
}
