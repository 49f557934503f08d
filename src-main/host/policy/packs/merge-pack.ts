/**
 * Adds a pack to a policy. What stands there already stays as it is, byte for byte: lines are only put in between. Where that cannot be done,
 * or would not compile, nothing is done.
 */
import { Document, isMap, parseDocument, YAMLMap } from 'yaml';
import type { ImportNote, ImportReport, PolicyProblem, StarterPack } from '#shared/contract/index.ts';
import { compilePolicy } from '../load/compile-policy.ts';
import { parseYaml } from '../load/parse-yaml.ts';
import { afterLastLine, afterList, childOf, indentOf } from './places-to-add.ts';

/** Text that goes in before an offset of the policy. */
interface Insertion {
  readonly at: number;
  readonly text: string;
}

interface Merge {
  readonly policy: string;
  readonly root: YAMLMap;
  readonly pack: Document;
  readonly insertions: Insertion[];
  readonly notes: ImportNote[];
}

/** @returns the merged text; the same text, with notes, when there is nothing to add; problems and no text when it cannot be done */
export function mergePack(policyText: string, pack: StarterPack): ImportReport {
  const read = parseYaml(policyText);
  if (!read.ok) return failed(read.problems);
  const whole = merged(policyText, pack, true);
  if (whole.problems.length > 0) return whole;
  const problems = problemsOf(whole.text);
  if (problems.length === 0) return whole;
  const before = problemsOf(policyText);
  if (before.length > 0) return failed(before);
  // An example may fail only because this policy lets more be read than the pack assumes.
  const bare = merged(policyText, pack, false);
  if (bare.problems.length > 0 || problemsOf(bare.text).length > 0) return failed(problems);
  const because = 'under the paths of this policy they do not all hold';
  const note: ImportNote = { kind: 'left-out', from: 'the pack’s examples', to: null, because };
  return { ...bare, notes: [...bare.notes, note] };
}

function merged(policyText: string, pack: StarterPack, withExamples: boolean): ImportReport {
  const root = policyText.trim() === '' ? null : parseDocument(policyText).contents;
  if (!isMap(root) || root.flow === true) {
    return failed([atFile('Expected a policy with one key a line at its top. Add the pack’s entries by hand.')]);
  }
  const addition = parseDocument(pack.text);
  if (!withExamples) dropExamples(addition);
  const merge: Merge = { policy: policyText, root, pack: addition, insertions: [], notes: [] };
  const obstacle = addPaths(merge) ?? addCommands(merge);
  if (obstacle !== null) return failed([atFile(obstacle)]);
  return { text: put(policyText, merge.insertions), notes: merge.notes, problems: [] };
}

/** What the policy says of folders stays; what the pack blocks is added, because its rules count on it. */
function addPaths({ policy, root, pack, insertions, notes }: Merge): string | null {
  const here = childOf(root, 'paths');
  if (here === null) {
    insertions.push({ at: policy.length, text: `${lineBreakAt(policy)}${block(pack, ['paths'], 0)}` });
    notes.push({ kind: 'translated', from: 'paths', to: 'paths', because: 'the policy had none' });
    return null;
  }
  if (!isMap(here)) return 'Expected folders under “paths”. Write them, or remove the key, and add the pack again.';
  const wanted = textsAt(pack.getIn(['paths', 'blocked']));
  const blocked = childOf(here, 'blocked');
  const there = new Set(textsAt(blocked));
  const missing = wanted.filter((glob) => !there.has(glob));
  if (missing.length === 0) return null;
  const place = afterList(policy, here, 'blocked', missing);
  if (place === null)
    return 'Expected a list under “paths”, “blocked”. Write it with one entry a line, and add the pack again.';
  insertions.push(place);
  notes.push({
    kind: 'translated',
    from: 'paths.blocked',
    to: missing.join(', '),
    because: 'the pack’s rules count on it',
  });
  return null;
}

function addCommands({ policy, root, pack, insertions, notes }: Merge): string | null {
  const here = childOf(root, 'commands');
  const wanted = pack.get('commands');
  if (!isMap(wanted)) return 'The pack lists no commands.';
  const names = wanted.items.map(({ key }) => String(key));
  const there = isMap(here) ? here.items.map(({ key }) => String(key)) : [];
  const added = names.filter((name) => !there.includes(name));
  for (const name of names.filter((known) => there.includes(known))) {
    notes.push({
      kind: 'left-out',
      from: `commands.${name}`,
      to: null,
      because: 'the policy lists it already, and it is left as it is',
    });
  }
  if (added.length === 0) return null;
  for (const name of added) {
    notes.push({ kind: 'translated', from: `commands.${name}`, to: `commands.${name}`, because: 'it was not listed' });
  }
  if (!root.has('commands')) {
    const entries = added.map((name) => block(pack, ['commands', name], 2)).join('');
    insertions.push({ at: policy.length, text: `${lineBreakAt(policy)}commands:\n${entries}` });
    return null;
  }
  if (!isMap(here) || here.flow === true || here.items.length === 0) {
    return '“commands” is empty, or written on one line. Remove the key, or write one command a line, and add the pack again.';
  }
  const at = afterLastLine(policy, here);
  const indent = indentOf(policy, here);
  const entries = added.map((name) => block(pack, ['commands', name], indent)).join('');
  insertions.push({ at, text: `${at > 0 && policy[at - 1] !== '\n' ? '\n' : ''}${entries}` });
  return null;
}

/** An entry of the pack with its comments, as lines of its own. */
function block(pack: Document, path: readonly string[], indent: number): string {
  const parent = path.length > 1 ? pack.getIn(path.slice(0, -1)) : pack.contents;
  const pair = isMap(parent) ? parent.items.find(({ key }) => String(key) === path.at(-1)) : undefined;
  const map = new YAMLMap();
  if (pair !== undefined) map.items.push(pair);
  const alone = new Document();
  alone.contents = map;
  const text = alone.toString({ lineWidth: 0 });
  return text.replace(/^(?=[^\n])/gmu, ' '.repeat(indent));
}

function dropExamples(pack: Document): void {
  const commands = pack.get('commands');
  for (const { key } of isMap(commands) ? commands.items : []) {
    const rules = pack.getIn(['commands', String(key), 'rules']);
    const count = isCollection(rules) ? rules.items.length : 0;
    for (let index = 0; index < count; index += 1) pack.deleteIn(['commands', String(key), 'rules', index, 'examples']);
  }
}

const isCollection = (value: unknown): value is { readonly items: readonly unknown[] } =>
  typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);

const textsAt = (node: unknown): readonly string[] =>
  isCollection(node) ? node.items.map((item) => String(item)) : [];

/** From the end on, so that the offsets before it still hold; at one place, in the order in which they were found. */
function put(text: string, insertions: readonly Insertion[]): string {
  const order = insertions.map((insertion, index) => ({ ...insertion, index }));
  order.sort((a, b) => b.at - a.at || b.index - a.index);
  return order.reduce((whole, { at, text: added }) => whole.slice(0, at) + added + whole.slice(at), text);
}

const lineBreakAt = (policy: string): string => (policy.endsWith('\n') ? '' : '\n');

function problemsOf(text: string): readonly PolicyProblem[] {
  const result = compilePolicy(text, { file: '/policy.yaml', version: 1, ownFolders: [], home: '/home/nobody' });
  return result.ok ? [] : result.problems;
}

const failed = (problems: readonly PolicyProblem[]): ImportReport => ({ text: '', notes: [], problems });
const atFile = (message: string): PolicyProblem => ({ line: 0, column: 0, message });
