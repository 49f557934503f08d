/** Puts a rule into the policy's text, at the end of its command's rules; the command too where it is not listed yet. */
import { type NewRule, writtenCommand, writtenRule, writtenRules } from './written-rule.ts';
import { type Document, type Edit, edited, isSeq, listAt, mapAt } from './yaml-document.ts';
import { underKey, withItem, withKey } from './yaml-splice.ts';

type Path = readonly (string | number)[];

/** @param executable absolute path, for a command that the policy does not list yet */
export function addRule(
  text: string,
  command: string,
  executable: string | null,
  rule: NewRule,
): Edit & { readonly id?: string } {
  let id = '';
  const edit = edited(
    text,
    (doc) => {
      if (doc.hasIn(['commands', command])) {
        if (mapAt(doc, ['commands', command]) === null) return `“${command}” has no entries to add to.`;
        const list = doc.getIn(['commands', command, 'rules'], true);
        id = `commands.${command}.rules[${isSeq(list) ? list.items.length : 0}]`;
        if (isSeq(list)) doc.addIn(['commands', command, 'rules'], doc.createNode(rule));
        else doc.setIn(['commands', command, 'rules'], doc.createNode([rule]));
        return null;
      }
      if (executable === null) return `The policy does not list “${command}”: expected the path of its program.`;
      id = `commands.${command}.rules[0]`;
      setIn(doc, ['commands', command], { executable, rules: [rule] });
      return null;
    },
    (doc) => proposedRule(text, doc, command, executable, rule),
  );
  return edit.ok ? { ...edit, id } : edit;
}

/** An empty file, and `commands:` with nothing behind it, are maps to be. */
function setIn(doc: Document, path: Path, value: unknown): void {
  const [first, ...rest] = path;
  if (doc.contents === null) doc.contents = doc.createNode({});
  if (first !== undefined && rest.length > 0 && mapAt(doc, [first]) === null) doc.setIn([first], doc.createNode({}));
  doc.setIn(path, doc.createNode(value));
}

function proposedRule(
  text: string,
  doc: Document,
  command: string,
  executable: string | null,
  rule: NewRule,
): string | null {
  const entry = mapAt(doc, ['commands', command]);
  if (entry !== null) {
    const list = listAt(doc, ['commands', command, 'rules']);
    if (list !== null) return withItem(text, list, writtenRule(rule));
    return doc.hasIn(['commands', command, 'rules']) ? null : withKey(text, entry, 'rules', writtenRules(rule));
  }
  if (executable === null) return null;
  const written = writtenCommand(executable, rule);
  const commands = mapAt(doc, ['commands']);
  if (commands !== null) return withKey(text, commands, command, written);
  if (doc.hasIn(['commands'])) return null;
  const lines = ['commands:', ...underKey(command, written).map((line) => `  ${line}`)];
  return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${lines.join('\n')}\n`;
}
