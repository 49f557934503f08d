/**
 * Writes a draft as YAML with a comment on each entry that says where it came from. Built as a document, never by joining texts: whatever
 * stood in the source can only ever be a value or a comment.
 */
import { Document, isMap, isScalar, isSeq, type Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Draft, DraftCommand, DraftRule } from './draft.ts';
import { shown } from './source.ts';

/** @param title the first line of the file */
export function writePolicy(draft: Draft, title: string): string {
  const root = new YAMLMap();
  const document = new Document();
  document.contents = root;
  document.commentBefore = ` ${title}\n What is not allowed here is denied; deny wins over ask, and ask over allow.`;
  root.set('version', 1);
  if (draft.paths.read.size + draft.paths.write.size + draft.paths.blocked.size > 0) {
    const paths = new YAMLMap();
    for (const list of ['read', 'write', 'blocked'] as const) {
      const entries = [...draft.paths[list]].map(([glob, from]) => commented(new Scalar(glob), from));
      if (entries.length > 0) paths.set(list, sequence(entries));
    }
    root.set('paths', paths);
  }
  if (draft.limits.size > 0) {
    const limits = new YAMLMap();
    for (const [key, { value, from }] of draft.limits) limits.set(commented(new Scalar(key), from), value);
    root.set('limits', limits);
  }
  if (draft.files.size > 0) {
    const files = new YAMLMap();
    for (const [key, { value, from }] of draft.files)
      files.set(commented(new Scalar(key), from), typeof value === 'number' ? value : inLine(value));
    root.set('files', files);
  }
  if (draft.targets.size > 0) {
    const entries = [...draft.targets].map(([host, { ports, from }]) => commented(targetNode(host, ports), from));
    root.set('targets', sequence(entries));
  }
  if (draft.solvers.size > 0) {
    const solvers = new YAMLMap();
    for (const [key, { value, from }] of draft.solvers) solvers.set(commented(new Scalar(key), from), value);
    root.set('solvers', solvers);
  }
  const commands = new YAMLMap();
  for (const command of draft.commands.values())
    commands.set(new Scalar(command.name), commandNode(command, draft.saysOff));
  root.set('commands', commands);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function commandNode(
  { executable, maxArgs, maxTimeout, outputBytes, limits, rules }: DraftCommand,
  saysOff: boolean,
): YAMLMap {
  const node = new YAMLMap();
  node.set('executable', executable);
  if (saysOff) node.set('sandbox', 'off');
  if (maxArgs !== undefined) node.set('max_args', maxArgs);
  if (maxTimeout !== undefined) node.set('max_timeout', maxTimeout);
  if (outputBytes !== undefined) node.set('output_bytes', outputBytes);
  if (limits !== undefined) {
    const map = new YAMLMap();
    for (const [key, value] of Object.entries(limits)) map.set(key, value);
    map.flow = true;
    node.set('limits', map);
  }
  node.set('rules', sequence(rules.map((rule) => commented(ruleNode(rule), rule.from))));
  return node;
}

function targetNode(host: string, ports: ReadonlySet<number>): YAMLMap {
  const node = new YAMLMap();
  node.set('hosts', inLine([host]));
  const list = sequence([...ports].map((port) => new Scalar(port)));
  list.flow = true;
  node.set('ports', list);
  node.set('for', inLine(['solvers', 'probes']));
  return node;
}

function ruleNode({ verdict, args, flags, because, examples }: DraftRule): YAMLMap {
  const node = new YAMLMap();
  node.set('verdict', verdict);
  node.set('args', inLine(args));
  const listed = Object.entries(flags ?? {});
  if (listed.length > 0) {
    const map = new YAMLMap();
    for (const [flag, value] of listed) map.set(quoted(flag), value === 'none' ? value : quoted(value));
    node.set('flags', map);
  }
  const reason = shown(because ?? '', 480);
  if (reason !== '') node.set('because', reason);
  if (examples !== undefined && examples.match.length + examples.not_match.length > 0) {
    const map = new YAMLMap();
    for (const kind of ['match', 'not_match'] as const) {
      if (examples[kind].length > 0) map.set(kind, sequence(examples[kind].map(inLine)));
    }
    node.set('examples', map);
  }
  return node;
}

function inLine(words: readonly string[]): YAMLSeq {
  const node = sequence(words.map((word) => (/^[A-Za-z][A-Za-z_]*$/u.test(word) ? new Scalar(word) : quoted(word))));
  node.flow = true;
  return node;
}

function quoted(text: string): Scalar<string> {
  const node = new Scalar(text);
  node.type = 'QUOTE_DOUBLE';
  return node;
}

function sequence(items: readonly Node[]): YAMLSeq {
  const node = new YAMLSeq();
  node.items.push(...items);
  return node;
}

/** A comment is one line whatever stood in the source. */
function commented<T extends Node>(node: T, from: string): T {
  if (isScalar(node) || isMap(node) || isSeq(node)) node.commentBefore = ` from: ${shown(from)}`;
  return node;
}
