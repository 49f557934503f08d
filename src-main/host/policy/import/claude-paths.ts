/**
 * `Read(…)`, `Edit(…)` and their kin, in the spelling of a .gitignore. What permits must be a whole path; what restricts is widened to
 * something that surely covers it, and blocks both reading and writing.
 */
import type { Draft } from './draft.ts';
import { shown } from './source.ts';

interface FileEntry {
  readonly tool: string;
  /** `null` where the tool stands without brackets. */
  readonly pattern: string | null;
  readonly verdict: 'allow' | 'ask' | 'deny';
  readonly from: string;
}

export function addFileEntry(entry: FileEntry, draft: Draft): void {
  if (entry.verdict === 'allow') permit(entry, draft);
  else block(entry, draft);
}

function permit({ tool, pattern, from }: FileEntry, draft: Draft): void {
  const whole = /^(?:\/(?=\/)|(?=~\/))([^![\]{}\\]+)$/u.exec(pattern ?? '')?.[1];
  if (whole === undefined || whole === '/**' || whole === '/') {
    draft.leftOut(from, 'what the path starts from is not known here: expected “//…” or “~/…”, and not the whole disk');
    return;
  }
  const list = /^(?:Read|Glob|Grep|LS)$/u.test(tool) ? 'read' : 'write';
  if (!draft.path(list, whole, from)) return;
  draft.notes.push({
    kind: 'translated',
    from: shown(from),
    to: `paths.${list}: ${shown(whole)}`,
    because: 'it says the same',
  });
}

function block({ pattern, verdict, from }: FileEntry, draft: Draft): void {
  const glob = pattern === null ? '/**' : blockedGlob(pattern);
  if (!draft.path('blocked', glob, from)) {
    draft.path('blocked', '/**', from);
    draft.notes.push({
      kind: 'tightened',
      from: shown(from),
      to: 'paths.blocked: /**',
      because: 'it could not be said more narrowly',
    });
    return;
  }
  const because =
    verdict === 'ask'
      ? 'no path can be asked about here, so it is blocked, for reading and writing'
      : 'it is blocked wherever it lies, for reading and writing';
  draft.notes.push({ kind: 'tightened', from: shown(from), to: `paths.blocked: ${shown(glob)}`, because });
}

/** Covers at least what the pattern does: the thing itself and all below it, in any folder that it may start from. */
function blockedGlob(pattern: string): string {
  const absolute = pattern.startsWith('//');
  const atHome = pattern.startsWith('~/');
  const names = pattern
    .replace(/^~/u, '')
    .split('/')
    .filter((name) => name !== '' && name !== '.');
  const known = names.slice(names.lastIndexOf('..') + 1).map(widenedName);
  if (known.at(-1) !== '**') known.push('**');
  const climbs = names.includes('..');
  const start = climbs || !(absolute || atHome) ? (known[0] === '**' ? [] : ['**']) : [atHome ? '~' : ''];
  const parts = [...start, ...known];
  return parts.join('/') === '**' ? '/**' : parts.join('/');
}

/** Classes and escapes within a name become `*`; whatever then is still odd makes it any name. */
function widenedName(name: string): string {
  if (name === '**') return name;
  const plain = name.replace(/\[[^\]]*\]|\\./gu, '*').replace(/\*{2,}/gu, '*');
  return /[![\]{}\\]/u.test(plain) ? '*' : plain;
}
