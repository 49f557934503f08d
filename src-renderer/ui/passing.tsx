/** Something that is on screen for a while and then goes by itself. */
import type { ReactNode } from 'react';
import { useAfter } from './now.ts';

export function Passing({ seconds, children }: { readonly seconds: number; readonly children: ReactNode }): ReactNode {
  return useAfter(seconds * 1000) ? null : children;
}
