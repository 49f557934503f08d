/** An agent's own words inside a sentence of ours. */
import { visibleText } from '#shared/text/index.ts';

const LONGEST = 80;

/** In quotation marks, hidden characters visible, cut after 80 characters. */
export function quoted(text: string): string {
  const points = [...text.slice(0, LONGEST * 2)];
  const cut = points.length > LONGEST || text.length > LONGEST * 2;
  return `“${visibleText(points.slice(0, LONGEST).join(''))}${cut ? '…' : ''}”`;
}
