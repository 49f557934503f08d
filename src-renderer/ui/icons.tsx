/** The app's icons: 16 px, drawn in the colour of the text around them. They never stand alone for a meaning. */
import type { ReactNode } from 'react';

const shapes = {
  check: <path d="M3 8.5 6.5 12 13 4.5" />,
  bar: <path d="M3.5 8h9" strokeWidth="2.4" />,
  hand: (
    <path d="M5 8.5V4a1 1 0 0 1 2 0v3m0-.5V3a1 1 0 0 1 2 0v4m0-3a1 1 0 0 1 2 0v3.5m0-2a1 1 0 0 1 2 0V10a4.5 4.5 0 0 1-8.4 2.2L3 9.4a1 1 0 0 1 1.7-1l.8 1" />
  ),
  clock: <path d="M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM8 5v3.2L10 10" />,
  gone: <path d="M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM4.2 4.2l7.6 7.6" />,
  copy: <path d="M6 5.5h6.5v8H6zM4 10.5h-.5v-8H10V3" />,
  ring: <circle cx="8" cy="8" r="3.4" />,
  dot: <circle cx="8" cy="8" r="3" fill="currentColor" stroke="none" />,
  stop: <path d="M4.5 4.5h7v7h-7z" fill="currentColor" />,
  cross: <path d="m4 4 8 8m0-8-8 8" />,
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" strokeWidth="2.4" />,
  lock: <path d="M4 7.5h8v6H4zM5.5 7.5V5.4a2.5 2.5 0 0 1 5 0v2.1" />,
  play: <path d="M5 3.5v9l7-4.5z" fill="currentColor" />,
  doc: <path d="M4 2.5h5.5L12.5 5.5v8H4zM9 2.5V6h3.5" />,
  house: <path d="M3 7.5 8 3l5 4.5M4.5 7v6h7V7" />,
  back: <path d="M9.5 3.5 5 8l4.5 4.5" />,
  warning: <path d="M8 2.5 14 13H2zM8 6.5v3M8 11.2v.3" />,
  search: <path d="M7 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8Zm3 7 3.5 3.5" />,
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg
      className="icon"
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {shapes[name]}
    </svg>
  );
}
