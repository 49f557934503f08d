/** What the rule list and its dialogs change in the policy's text beside adding a rule: change its verdict, add an example, delete it. */

import { type NewRule, writtenList } from '#shared/policy-text/written-rule.ts';
import { type Document, type Edit, edited, listAt, mapAt } from '#shared/policy-text/yaml-document.ts';
import { withItem, withKey, withoutItem, withoutKey } from '#shared/policy-text/yaml-splice.ts';
import { pathOf, rulePathOf } from './rule-path.ts';

export function setVerdict(text: string, id: string, verdict: NewRule['verdict']): Edit {
  const rule = rulePathOf(id);
  if (rule === null || rule.list !== 'rules') return notHere;
  const path = [...pathOf(rule), 'verdict'];
  return edited(
    text,
    (doc) => {
      if (!doc.hasIn(path)) return 'The rule is no longer there.';
      doc.setIn(path, verdict);
      return null;
    },
    (doc) => {
      const node = doc.getIn(path, true);
      const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
      if (!Array.isArray(range)) return null;
      return text.slice(0, Number(range[0])) + verdict + text.slice(Number(range[1]));
    },
  );
}

const notHere: Edit = { ok: false, problem: 'This is not a rule of its own: change it in the YAML.' };

/**
 * Takes the rule away. A command without any rule would mean more, not less, than before: with its last rule the command goes too, and
 * is then denied.
 */
export function deleteRule(text: string, id: string): Edit {
  const rule = rulePathOf(id);
  if (rule === null) return notHere;
  const { command, list, index } = rule;
  const [entry, whole] = [
    ['commands', command],
    (doc: Document): boolean => list === null || (list !== 'requires_confirmation' && isLast(doc, command, list)),
  ];
  return edited(
    text,
    (doc) => {
      if (!doc.hasIn(pathOf(rule))) return 'The rule is no longer there.';
      if (whole(doc)) doc.deleteIn(entry);
      else if (list !== null && index !== null && (listAt(doc, [...entry, list])?.items.length ?? 0) < 2)
        doc.deleteIn([...entry, list]);
      else doc.deleteIn(pathOf(rule));
      return null;
    },
    (doc) => {
      const [commands, own] = [mapAt(doc, ['commands']), mapAt(doc, entry)];
      if (whole(doc)) return commands === null ? null : withoutKey(text, commands, command);
      if (own === null || list === null) return null;
      const items = listAt(doc, [...entry, list]);
      if (items === null || index === null || items.items.length < 2) return withoutKey(text, own, list);
      return withoutItem(text, items, index);
    },
  );
}

/** Whether nothing that allows or denies would be left in the command's entry. */
function isLast(doc: Document, command: string, list: 'rules' | 'allowed_prefixes'): boolean {
  const count = (key: string): number => listAt(doc, ['commands', command, key])?.items.length ?? 0;
  return count(list) < 2 && count(list === 'rules' ? 'allowed_prefixes' : 'rules') === 0;
}

export function addExample(text: string, id: string, kind: 'match' | 'not_match', argv: readonly string[]): Edit {
  const rule = rulePathOf(id);
  if (rule === null || rule.list !== 'rules') return notHere;
  const examples = [...pathOf(rule), 'examples'];
  const written = { lines: [writtenList(argv)], flow: writtenList(argv) };
  return edited(
    text,
    (doc) => {
      if (mapAt(doc, pathOf(rule)) === null) return 'The rule is no longer there.';
      if (listAt(doc, [...examples, kind]) !== null) doc.addIn([...examples, kind], doc.createNode(argv));
      else if (mapAt(doc, examples) !== null) doc.setIn([...examples, kind], doc.createNode([argv]));
      else doc.setIn(examples, doc.createNode({ [kind]: [argv] }));
      return null;
    },
    (doc) => {
      const [own, map, list] = [mapAt(doc, pathOf(rule)), mapAt(doc, examples), listAt(doc, [...examples, kind])];
      const one = { lines: [`[${written.flow}]`], flow: `[${written.flow}]` };
      if (list !== null) return withItem(text, list, written);
      if (map !== null) return withKey(text, map, kind, one);
      const both = `{ ${kind}: ${one.flow} }`;
      return own === null ? null : withKey(text, own, 'examples', { lines: [both], flow: both });
    },
  );
}

export interface RuleExamples {
  readonly match: readonly (readonly string[])[];
  readonly not_match: readonly (readonly string[])[];
}

/** The rule's own examples as they are written; empty for what cannot be read. */
export function examplesOf(policy: unknown, id: string): RuleExamples {
  const rule = rulePathOf(id);
  if (rule === null || rule.list !== 'rules') return { match: [], not_match: [] };
  const found = [...pathOf(rule), 'examples'].reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    policy,
  );
  const argvs = (kind: string): readonly (readonly string[])[] => {
    const list: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, kind) : undefined;
    return Array.isArray(list) ? list.filter((argv) => Array.isArray(argv)).map((argv) => argv.map(String)) : [];
  };
  return { match: argvs('match'), not_match: argvs('not_match') };
}
