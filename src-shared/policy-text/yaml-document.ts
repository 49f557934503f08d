/**
 * The policy's text as a YAML document that can be changed. Comments, order and spelling survive: a change is made in the text itself
 * where its place is plain, and by the library's document otherwise; either way the result means exactly what was wanted.
 */
import { type Document, isMap, isSeq, type Node, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';

export type { Document, Node, Pair, YAMLMap, YAMLSeq };
export { isMap, isSeq };

export type Edit = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

const keepLines = { lineWidth: 0, flowCollectionPadding: false } as const;

/**
 * @param change makes the change on the document: what the result must mean
 * @param splice proposes the changed text; `null` leaves it to the document
 */
export function edited(
  text: string,
  change: (doc: Document) => string | null,
  splice: (doc: Document) => string | null,
): Edit {
  const doc = parseDocument(text, { keepSourceTokens: false });
  const [broken] = doc.errors;
  if (broken !== undefined) {
    return {
      ok: false,
      problem: `The YAML cannot be read as it is: mend line ${broken.linePos?.[0].line ?? 1} first.`,
    };
  }
  try {
    const proposal = splice(doc);
    const problem = change(doc);
    if (problem !== null) return { ok: false, problem };
    if (proposal !== null && meaning(parseDocument(proposal)) === meaning(doc)) return { ok: true, text: proposal };
    return { ok: true, text: doc.toString(keepLines) };
  } catch (error) {
    // Aliases without end, and maps where a list was expected.
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: `This change cannot be made here: ${why}. Edit the YAML instead.` };
  }
}

/** A text that means what the document means; two documents with the same meaning give the same. `null` for what is no YAML. */
function meaning(doc: Document): string | null {
  return doc.errors.length > 0 ? null : JSON.stringify(doc.toJS());
}

/** @returns plain data, or `undefined` when the text cannot be read */
export function dataOf(text: string): unknown {
  try {
    const doc = parseDocument(text);
    return doc.errors.length > 0 ? undefined : doc.toJS();
  } catch {
    return undefined;
  }
}

export const isFlow = (node: YAMLMap | YAMLSeq): boolean => node.flow === true;

export function mapAt(doc: Document, path: readonly (string | number)[]): YAMLMap | null {
  const node = doc.getIn(path, true);
  return isMap(node) ? node : null;
}

export function listAt(doc: Document, path: readonly (string | number)[]): YAMLSeq | null {
  const node = doc.getIn(path, true);
  return isSeq(node) ? node : null;
}

/** The names in one of the document's maps; none where there is no such map. */
export function mapNames(value: unknown, key: string): readonly string[] {
  const map: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof map === 'object' && map !== null && !Array.isArray(map) ? Object.keys(map) : [];
}
