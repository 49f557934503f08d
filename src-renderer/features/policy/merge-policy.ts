/** Adds to one policy what another one has and it has not: whole commands and path globs. What both have stays as it is. */
import { Document, parseDocument } from 'yaml';
import { writtenText } from '#shared/policy-text/written-rule.ts';
import { type Edit, edited, listAt, mapAt } from '#shared/policy-text/yaml-document.ts';
import { withItem, withKey } from '#shared/policy-text/yaml-splice.ts';

export type Merged = Edit & {
  /** Commands that both have: nothing of them was taken over. */
  readonly kept: readonly string[];
};

export function mergePolicy(text: string, other: string): Merged {
  const source = parseDocument(other);
  const names = (mapAt(source, ['commands'])?.items ?? []).map(({ key }) => String(key));
  const known = mapAt(parseDocument(text), ['commands']);
  const kept = names.filter((name) => known?.has(name) === true);
  let result: Edit = { ok: true, text };
  for (const name of names.filter((one) => !kept.includes(one))) {
    if (result.ok) result = withCommand(result.text, source, name);
  }
  for (const list of ['read', 'write', 'blocked']) {
    for (const glob of globsOf(source, list)) if (result.ok) result = withGlob(result.text, list, glob);
  }
  return { ...result, kept };
}

function withCommand(text: string, source: Document, name: string): Edit {
  const entry = mapAt(source, ['commands', name]);
  if (entry === null) return { ok: true, text };
  const flow = entry.flow === true;
  const lines = new Document(entry).toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd().split('\n');
  return edited(
    text,
    (doc) => {
      if (mapAt(doc, ['commands']) === null) doc.set('commands', doc.createNode({}));
      doc.setIn(['commands', name], entry);
      return null;
    },
    (doc) => {
      const commands = mapAt(doc, ['commands']);
      if (commands === null || (flow && lines.length > 1)) return null;
      return withKey(text, commands, writtenText(name), { lines, flow: lines.join(' ') });
    },
  );
}

function withGlob(text: string, list: string, glob: string): Edit {
  if (globsOf(parseDocument(text), list).includes(glob)) return { ok: true, text };
  const written = { lines: [JSON.stringify(glob)], flow: JSON.stringify(glob) };
  return edited(
    text,
    (doc) => {
      if (mapAt(doc, ['paths']) === null) doc.set('paths', doc.createNode({}));
      if (listAt(doc, ['paths', list]) === null) doc.setIn(['paths', list], doc.createNode([glob]));
      else doc.addIn(['paths', list], glob);
      return null;
    },
    (doc) => {
      const [globs, paths] = [listAt(doc, ['paths', list]), mapAt(doc, ['paths'])];
      if (globs !== null) return withItem(text, globs, written);
      return paths === null
        ? null
        : withKey(text, paths, list, { lines: [`[${written.flow}]`], flow: `[${written.flow}]` });
    },
  );
}

const globsOf = (doc: Document, list: string): readonly string[] =>
  (listAt(doc, ['paths', list])?.toJSON() ?? []).map(String);
