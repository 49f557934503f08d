/**
 * Claude Code's `settings.json`: `permissions` with `allow`, `ask` and `deny`. Its entries speak of command lines; only those that are plain
 * words, with `:*` at the end or without, can be said of argument vectors. Restrictions that cannot are widened until they can.
 */
import type { PolicyProblem } from '#shared/contract/index.ts';
import { addBash, type BashRestriction, readBash, restrict } from './claude-bash.ts';
import { addFileEntry } from './claude-paths.ts';
import type { Draft } from './draft.ts';
import { isMapping, type Mapping, readJsonMapping, shown, textsOf } from './source.ts';
import { addUsualPaths } from './usual-paths.ts';

const LISTS = ['deny', 'ask', 'allow'] as const;
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^mcp__/u, 'tools of other MCP servers do not go through this policy'],
  [/^(?:WebFetch|WebSearch)$/u, 'fetching pages is not a command; that tool stays under its own settings'],
  [/^(?:Task|Agent|Skill|TodoWrite|ExitPlanMode|SlashCommand)$/u, 'that tool is not one of Countersign’s'],
];

export async function importClaudeCode(text: string, draft: Draft): Promise<readonly PolicyProblem[]> {
  const read = readJsonMapping(text, 'Claude Code’s settings.json, with “permissions”');
  if (!read.ok) return read.problems;
  const { permissions } = read.value;
  if (!isMapping(permissions)) {
    return [{ line: 1, column: 1, message: 'There is no “permissions” here. Expected Claude Code’s settings.json.' }];
  }
  for (const [key, value] of Object.entries(read.value)) {
    if (key !== 'permissions') draft.leftOut(`${key}: ${keyOnly(key, value)}`, 'it is not about what may be run');
  }
  addUsualPaths(draft);
  addDirectories(permissions, draft);
  const restrictions: BashRestriction[] = [];
  for (const list of LISTS) {
    const entries = textsOf(permissions[list], (odd) => draft.leftOut(`${list}: ${shown(odd)}`, 'text was expected'));
    for (const entry of entries) await addEntry(entry, list, restrictions, draft);
  }
  for (const restriction of restrictions) restrict(restriction, draft);
  for (const [key, value] of Object.entries(permissions)) {
    if (key === 'additionalDirectories' || LISTS.some((list) => list === key)) continue;
    const because =
      key === 'defaultMode' ? 'what is not listed is denied here, in every mode' : 'there is no such key here';
    draft.leftOut(`permissions.${key}: ${shown(value)}`, because);
  }
  return [];
}

/** Values of other settings may be secrets; only simple ones are shown. */
const keyOnly = (key: string, value: unknown): string =>
  typeof value === 'boolean' || typeof value === 'number' || key === '$schema' ? shown(value) : '…';

async function addEntry(
  entry: string,
  verdict: (typeof LISTS)[number],
  restrictions: BashRestriction[],
  draft: Draft,
): Promise<void> {
  const from = `${verdict}: ${entry}`;
  const [, tool = '', , inside] = /^([A-Za-z_][\w-]*)(\((.*)\))?$/su.exec(entry.trim()) ?? [];
  if (tool === 'Bash') {
    const bash = readBash(inside ?? '*');
    if (verdict !== 'allow') restrictions.push({ ...bash.restriction, verdict, from });
    if (verdict !== 'deny') await addBash(bash, verdict, from, draft);
    return;
  }
  if (/^(?:Read|Edit|Write|MultiEdit|NotebookEdit|Glob|Grep|LS)$/u.test(tool)) {
    addFileEntry({ tool, pattern: inside ?? null, verdict, from }, draft);
    return;
  }
  const known = elsewhere.find(([pattern]) => pattern.test(tool));
  draft.leftOut(from, known?.[1] ?? 'this entry is not known here');
}

function addDirectories(permissions: Mapping, draft: Draft): void {
  const odd = (entry: unknown): void => draft.leftOut(`additionalDirectories: ${shown(entry)}`, 'text was expected');
  for (const folder of textsOf(permissions.additionalDirectories, odd)) {
    const from = `additionalDirectories: ${folder}`;
    if (!/^(?:~\/|\/)[^*?[\]{}]+$/u.test(folder)) {
      draft.leftOut(from, 'expected a whole path, and not all of the disk; what it starts from is not known here');
    } else if (draft.path('read', `${folder.replace(/\/+$/u, '')}/**`, from)) {
      const because = 'commands may be started and files read there; writing is not let through by it';
      draft.notes.push({ kind: 'tightened', from: shown(from), to: `paths.read: ${shown(folder)}`, because });
    }
  }
}
