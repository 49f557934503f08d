/** One template: `df -h {mount}`, `name|"wc -l {file}"`. Its placeholders become typed holes by the class that their names put them in. */
import { isAbsolutePath } from '#shared/policy/index.ts';
import { baseName } from '#shared/text/index.ts';
import { isPlainWord, quotedForPattern } from '../language/literal-words.ts';
import type { Draft } from './draft.ts';

const PLACEHOLDER = /\{([A-Za-z_]\w*)\}/gu;
const PATH = /^(?:path|file|dir|filepath|mount|folder|directory|filename|.*_(?:path|file|dir|folder|directory))$/u;
const FLAG = /_(?:flag|opt)$/u;
const INT = /^(?:n|num|count|lines|limit|depth|pid|size|number|seconds|.*_(?:count|lines|limit|num|number|seconds))$/u;

interface Token {
  readonly text: string;
  /** Why a person is asked; `null` when the token says all that the template said. */
  readonly doubt: string | null;
}

export async function addTemplate(template: string, draft: Draft): Promise<void> {
  const body = unquoted(/^[\w-]+\s*\|\s*(.*)$/su.exec(template)?.[1] ?? template);
  const words = splitWords(body);
  const [program = '', ...rest] = words ?? [];
  if (words === null || program === '' || program.includes('{')) {
    draft.leftOut(template, 'it does not begin with a program, or its quotation marks do not close');
    return;
  }
  const tokens = rest.map(translated);
  const wrong = tokens.find((token) => token === null);
  if (wrong === null) {
    draft.leftOut(template, 'one of its words cannot stand in a rule');
    return;
  }
  const name = baseName(program);
  const command = await draft.command(name, template, isAbsolutePath(program) ? program : undefined);
  if (command === undefined) return;
  const kept = tokens.filter((token) => token !== null);
  const doubts = kept.flatMap(({ doubt }) => (doubt === null ? [] : [doubt]));
  const args = kept.flatMap(({ text }) => (text === '' ? [] : [text]));
  draft.add(command, {
    ...{ verdict: doubts.length === 0 ? 'allow' : 'ask', args, from: template },
    ...(doubts.length > 0 ? { tightened: doubts.join('; ') } : holesOf(args)),
  });
}

const holesOf = (args: readonly string[]): { readonly tightened?: string } =>
  args.some((text) => text.startsWith('<')) ? { tightened: 'values are typed, and none can be taken for a flag' } : {};

/** @returns `null` for what no rule can say */
function translated(word: string): Token | null {
  const names = [...word.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
  if (names.length === 0) return isPlainWord(word) ? { text: word, doubt: null } : null;
  const [name = ''] = names;
  if (word === `{${name}}`) {
    if (FLAG.test(name)) return { text: '', doubt: `{${name}} may be any flag, and those are not listed` };
    return { text: holeFor(name), doubt: null };
  }
  if (word.startsWith('-')) return { text: '', doubt: `${word} is a flag whose value is free` };
  if (names.some((each) => PATH.test(each)) || /[/\\]/u.test(word)) {
    return { text: patternFor(word), doubt: `where ${word} leads is not checked` };
  }
  return { text: patternFor(word), doubt: null };
}

function holeFor(name: string): string {
  if (PATH.test(name)) return '<path:read>';
  if (INT.test(name)) return '<int:0-1000000>';
  if (name === 'port') return '<port>';
  if (/^(?:host|hostname|domain|server|ip)$/u.test(name)) return '<host>';
  return '<text>';
}

/** The fixed parts as they are; what is free has neither slash nor dash in front. */
function patternFor(word: string): string {
  const parts = word.split(/\{[A-Za-z_]\w*\}/u).map(quotedForPattern);
  return `<pattern:${parts.join('[A-Za-z0-9_.@:+=-]{1,200}')}>`;
}

const unquoted = (text: string): string =>
  /^"((?:[^"\\]|\\.)*)"$|^'([^']*)'$/su
    .exec(text.trim())
    ?.slice(1)
    .find((part) => part !== undefined)
    ?.replaceAll('\\"', '"') ?? text.trim();

/** As a shell would split it, without expanding anything. @returns `null` when a quotation mark does not close */
function splitWords(text: string): readonly string[] | null {
  const pieces = text.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+|["'\\]/gsu) ?? [];
  if (pieces.some((piece) => /^["'\\]$/u.test(piece))) return null;
  return pieces.map((piece) =>
    piece.replace(
      /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gsu,
      (_, escaped?: string, double?: string, single?: string) =>
        escaped ?? single ?? (double ?? '').replace(/\\(["\\$`])/gu, '$1'),
    ),
  );
}
