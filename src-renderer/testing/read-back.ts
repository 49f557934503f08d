/**
 * Reads what a page shows back into what it stands for, as somebody with only the page in front of them could: text as it is, a mark by the
 * code point and count that it names, or by the run of letters that it holds. Runs in a test's DOM and inside a real browser, so it needs
 * nothing but the nodes themselves.
 */

/** As much of a DOM node as this looks at. */
export interface ShownNode {
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: ArrayLike<ShownNode>;
  readonly dataset?: Readonly<Record<string, string | undefined>>;
}

/** @returns the shown text's own text. @throws Error at an element that is neither a mark nor a place to break a line */
export function readBack(shown: ShownNode): string {
  let text = '';
  for (const node of Array.from(shown.childNodes)) {
    if (node.nodeName === '#text') text += node.textContent ?? '';
    else if (node.nodeName === 'MARK') {
      const { code = '', count = '' } = node.dataset ?? {};
      const run = Array.from(node.childNodes).find(({ nodeName }) => nodeName === 'BDI');
      if (run !== undefined) text += run.textContent ?? '';
      else if (code !== '') text += String.fromCodePoint(Number.parseInt(code, 16)).repeat(Number(count));
    } else if (node.nodeName !== 'BR' && node.nodeName !== 'WBR') {
      throw new Error(`expected text and marks, got an element ${node.nodeName}`);
    }
  }
  return text;
}

export type ReadBack = typeof readBack;
