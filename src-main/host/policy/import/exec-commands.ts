/**
 * `MCP_EXEC_COMMANDS`: command templates, alone or with the environment that they stand in. Templates have no place of their own in the
 * language yet, so each becomes a rule on its program.
 */
import type { PolicyProblem } from '#shared/contract/index.ts';
import type { Draft } from './draft.ts';
import { readEnv, shownVariable } from './env-file.ts';
import { addTemplate } from './exec-template.ts';
import { placeIn } from './source.ts';
import { addUsualPaths } from './usual-paths.ts';

const VARIABLE = 'MCP_EXEC_COMMANDS';
const needed = new Map([
  ['MCP_EXEC_AUTH_TOKEN', 'clients have tokens of their own here: countersign clients add'],
  ['MCP_EXEC_BASE_PATH', 'a base folder belongs in paths.read: add it there'],
]);

export async function importExecCommands(text: string, draft: Draft): Promise<readonly PolicyProblem[]> {
  const templates: string[] = [];
  if (/^[ \t]*(?:export[ \t]+)?[A-Z][A-Z0-9_]*[ \t]*=/mu.test(text)) {
    const read = readEnv(text);
    if (!read.ok) return read.problems;
    for (const variable of read.value) {
      if (variable.name === VARIABLE) templates.push(...split(variable.value));
      else draft.leftOut(shownVariable(variable), needed.get(variable.name) ?? 'it has no counterpart in a policy');
    }
  } else templates.push(...split(text.replace(/^[ \t]*#.*$/gmu, '')));
  if (templates.length === 0) {
    const message = `There is no template here. Expected ${VARIABLE}, or templates such as df -h {mount}.`;
    return [{ ...placeIn(text, 0), message }];
  }
  const at = templates.findIndex((template) => /^[\s{[]*"?[\w-]+"?\s*:(?:\s|$)/u.test(template));
  if (at >= 0) {
    return [{ line: 1, column: 1, message: `Expected templates such as df -h {mount}, and YAML or JSON came.` }];
  }
  addUsualPaths(draft);
  const because =
    'templates have no section of their own yet: each is a rule on its program, called with its arguments';
  draft.notes.push({ kind: 'tightened', from: VARIABLE, to: 'commands', because });
  for (const template of templates) await addTemplate(template, draft);
  return [];
}

/** At `;` and line ends outside quotes. */
function split(text: string): readonly string[] {
  const parts = text.match(/(?:[^;\n"']|"(?:[^"\\]|\\.)*"|'[^']*'|["'])+/gu) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
