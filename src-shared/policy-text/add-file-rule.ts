/** Puts a rule about files into the policy's text, at the end of those that are there; the section too where there is none yet. */
import { writtenList, writtenText } from './written-rule.ts';
import { type Document, type Edit, edited, isSeq, listAt, mapAt } from './yaml-document.ts';
import { underKey, type Written, withItem, withKey } from './yaml-splice.ts';

export interface NewFileRule {
  readonly verdict: 'allow' | 'ask' | 'deny';
  readonly do: readonly string[];
  readonly in: readonly string[];
  readonly clients: readonly string[];
  readonly because: string;
}

/** @returns with the id that a verdict will name it by */
export function addFileRule(text: string, rule: NewFileRule): Edit & { readonly id?: string } {
  let id = '';
  const edit = edited(
    text,
    (doc) => {
      const list = doc.getIn(['files', 'rules'], true);
      id = `files.rules[${isSeq(list) ? list.items.length : 0}]`;
      if (doc.contents === null) doc.contents = doc.createNode({});
      if (mapAt(doc, ['files']) === null) doc.setIn(['files'], doc.createNode({}));
      if (isSeq(list)) doc.addIn(['files', 'rules'], doc.createNode(rule));
      else doc.setIn(['files', 'rules'], doc.createNode([rule]));
      return null;
    },
    (doc) => proposed(text, doc, rule),
  );
  return edit.ok ? { ...edit, id } : edit;
}

function proposed(text: string, doc: Document, rule: NewFileRule): string | null {
  const item = written(rule);
  const list = listAt(doc, ['files', 'rules']);
  if (list !== null) return withItem(text, list, item);
  const rules: Written = {
    lines: item.lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`),
    flow: `[${item.flow}]`,
  };
  const files = mapAt(doc, ['files']);
  if (files !== null) return doc.hasIn(['files', 'rules']) ? null : withKey(text, files, 'rules', rules);
  if (doc.hasIn(['files'])) return null;
  const lines = ['files:', ...underKey('rules', rules).map((line) => `  ${line}`)];
  return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${lines.join('\n')}\n`;
}

function written({ verdict, do: deeds, in: places, clients, because }: NewFileRule): Written {
  const lines = [
    `verdict: ${verdict}`,
    `do: ${writtenList(deeds)}`,
    `in: ${writtenList(places)}`,
    `clients: ${writtenList(clients)}`,
    `because: ${writtenText(because)}`,
  ];
  return { lines, flow: `{ ${lines.join(', ')} }` };
}
