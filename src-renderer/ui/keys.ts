/** Keyboard shortcuts: which chord a key press is, and hooks that act on chords where typing is not meant. */
import { useEffect, useRef } from 'react';

export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const onMac = (): boolean => /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '');

/** `mod+Enter` (Ctrl or ⌘), `j`, `?`, `ArrowDown`; `undefined` for what is never a shortcut of ours. */
export function chordOf(event: KeyboardEvent): string | undefined {
  if (event.isComposing || event.altKey) return undefined;
  const { key } = event;
  if (event.ctrlKey || event.metaKey)
    return event.shiftKey ? undefined : `mod+${key.length === 1 ? key.toLowerCase() : key}`;
  if (event.shiftKey && key.length > 1) return `shift+${key}`;
  return key;
}

/** How a chord is written on this machine: `Ctrl ↵`, `⌘↵`. */
export function chordLabel(chord: string, mac: boolean = onMac()): string {
  const names: Readonly<Record<string, string>> = {
    Enter: '↵',
    Backspace: '⌫',
    Escape: 'Esc',
    ArrowDown: '↓',
    ArrowUp: '↑',
  };
  const [first = '', second] = chord.split('+');
  if (second === undefined) return names[first] ?? (first.length === 1 ? first.toUpperCase() : first);
  const key = names[second] ?? second.toUpperCase();
  return first === 'mod' ? (mac ? `⌘${key}` : `Ctrl ${key}`) : `${mac ? '⇧' : 'Shift '}${key}`;
}

const closest = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

/** Whether keys go into a text field at present. */
export const isTyping = (target: EventTarget | null): boolean =>
  closest(target, 'input, textarea, select, [contenteditable="true"]');

function isOurs(event: KeyboardEvent, chord: string): boolean {
  if (event.defaultPrevented) return false;
  if (chord === 'mod+k') return true;
  if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return false;
  // Enter and Space on a button or link are that button's.
  return !((chord === 'Enter' || chord === ' ') && closest(event.target, 'button, a, summary'));
}

/** Acts on chords anywhere on the page, except while typing or while a dialog is open. A part nearer to the leaves goes first. */
export function useKeys(map: KeyMap): void {
  const latest = useRef(map);
  useEffect(() => {
    latest.current = map;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const chord = chordOf(event);
      const act = chord === undefined || !isOurs(event, chord) ? undefined : latest.current[chord];
      if (act === undefined) return;
      event.preventDefault();
      act(event);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
