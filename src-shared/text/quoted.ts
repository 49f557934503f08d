/** An agent's own words inside a sentence of ours. */
import { visibleText } from './visible.ts';

const LONGEST = 80;

/** In quotation marks, hidden characters visible, cut after 80 characters unless told otherwise. */
export function quoted(text: string, longest = LONGEST): string {
  const points = [...text.slice(0, longest * 2)];
  const cut = points.length > longest || text.length > longest * 2;
  return `“${visibleText(points.slice(0, longest).join(''))}${cut ? '…' : ''}”`;
}
