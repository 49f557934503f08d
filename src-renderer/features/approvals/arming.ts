/**
 * Keeps answers from being given by accident. Buttons do nothing until 700 ms after what they answer was shown, again after the window
 * got the focus, and again when they come to lie under a pointer that rests: so a click meant for something else, or the click that
 * brings the window forward, never answers.
 */
import { type MouseEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

export const armingMs = 700;

export interface Arming {
  readonly armed: boolean;
  /** Put on the part that holds the buttons. */
  readonly guard: {
    readonly onPointerDownCapture: () => void;
    readonly onPointerOverCapture: (event: PointerEvent) => void;
  };
  /** Whether a click counts: armed now, and when the button was pressed. */
  readonly counts: (event: MouseEvent) => boolean;
}

/** @param shown identifies what the buttons would answer; a change disarms at once */
export function useArming(shown: string): Arming {
  const [armedFor, setArmedFor] = useState<string>();
  const pressedArmed = useRef(false);
  const away = useRef(false);
  const rearm = useRef<() => void>(() => undefined);
  const pointer = useLastMove();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const disarm = (): void => {
      clearTimeout(timer);
      setArmedFor(undefined);
    };
    const arm = (): void => {
      disarm();
      away.current = false;
      timer = setTimeout(() => setArmedFor(shown), armingMs);
    };
    const leave = (): void => {
      disarm();
      away.current = true;
    };
    const onVisibility = (): void => (document.visibilityState === 'visible' ? arm() : leave());
    rearm.current = arm;
    arm();
    window.addEventListener('focus', arm);
    window.addEventListener('blur', leave);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('focus', arm);
      window.removeEventListener('blur', leave);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [shown]);
  const armed = armedFor === shown;
  return {
    armed,
    guard: {
      onPointerDownCapture() {
        pressedArmed.current = armed;
        // A window that is pressed has the focus, whether it was told so or not.
        if (away.current) rearm.current();
      },
      onPointerOverCapture({ pointerType, screenX, screenY }) {
        const last = pointer.current;
        // A hand that moves to a button is somewhere else before: at the same place, the button moved and not the hand.
        if (pointerType === 'mouse' && last?.x === screenX && last.y === screenY) rearm.current();
      },
    },
    // A click without a press (`detail` 0) comes from assistive technology or a key.
    counts: (event) => armed && (event.detail === 0 || pressedArmed.current),
  };
}

/** Where the mouse was last moved to, on the screen. */
function useLastMove(): RefObject<{ readonly x: number; readonly y: number } | undefined> {
  const last = useRef<{ readonly x: number; readonly y: number }>(undefined);
  useEffect(() => {
    const onMove = ({ screenX, screenY }: globalThis.PointerEvent): void => {
      last.current = { x: screenX, y: screenY };
    };
    window.addEventListener('pointermove', onMove, { passive: true });
    return () => window.removeEventListener('pointermove', onMove);
  }, []);
  return last;
}
