/**
 * Turns somebody else's configuration into a policy that compiles, with a note on everything that stood in it. It may become stricter on
 * the way, never looser: what is not understood is asked or left out. Nothing is changed by it.
 */
import type { ImportFormat, ImportReport, PolicyProblem } from '#shared/contract/index.ts';
import { type CompileOptions, compilePolicy } from '../load/compile-policy.ts';
import { importClaudeCode } from './claude-code.ts';
import { importCodex } from './codex.ts';
import { Draft, type DraftCommand, type DraftRule } from './draft.ts';
import { importExecCommands } from './exec-commands.ts';
import { importFallbackEnv } from './fallback-env.ts';
import { importGateway } from './gateway.ts';
import { importSecurityServer } from './security-server.ts';
import { type Surroundings, whyUnreadable } from './source.ts';
import { writePolicy } from './write-policy.ts';

/** Reads a text into a draft. @returns what keeps it from being read; empty when it was */
export type Importer = (text: string, draft: Draft) => Promise<readonly PolicyProblem[]>;

const importers: Readonly<Record<ImportFormat, readonly [title: string, importer: Importer]>> = {
  gateway: ['an exec gateway’s policy.yaml', importGateway],
  'exec-commands': ['MCP_EXEC_COMMANDS', importExecCommands],
  'fallback-env': ['a fallback runner’s .env', importFallbackEnv],
  'security-server': ['a security server’s config.yaml', importSecurityServer],
  'claude-code': ['the permissions of Claude Code’s settings.json', importClaudeCode],
  codex: ['Codex’s prefix rules', importCodex],
};

/** @returns a text that compiles, with notes; or problems with their places, and then an empty text */
export async function importPolicy(
  format: ImportFormat,
  text: string,
  surroundings: Surroundings,
): Promise<ImportReport> {
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  const obstacle = whyUnreadable(plain);
  if (obstacle !== null) return { text: '', notes: [], problems: [obstacle] };
  const [source, importer] = importers[format];
  const draft = new Draft(surroundings);
  const problems = await importer(plain, draft);
  if (problems.length > 0) return { text: '', notes: [], problems };
  dropUnusable(draft, surroundings.home);
  draft.settle();
  const written = writePolicy(draft, `Imported from ${source}. Read it before you put it in force.`);
  const result = compilePolicy(written, optionsFor(surroundings.home));
  if (result.ok) return { text: written, notes: draft.notes, problems: [] };
  const message = `No policy could be made of it: ${result.problems[0]?.message ?? 'it does not compile'}`;
  return { text: '', notes: draft.notes, problems: [{ line: 0, column: 0, message }] };
}

const optionsFor = (home: string): CompileOptions => ({
  ...{ file: `${home}/.countersign-import.yaml`, version: 1, ownFolders: [], home },
});

/**
 * Leaves out what the language cannot hold. A restriction that it cannot hold becomes one on the whole command: nothing that it would have
 * stopped may slip through.
 */
function dropUnusable(draft: Draft, home: string): void {
  const options = optionsFor(home);
  const whyNot = (rule: DraftRule, command: DraftCommand): string | null => {
    const text = oneRule(rule, command);
    const result = compilePolicy(text, options);
    return result.ok ? null : (result.problems[0]?.message ?? 'it does not compile');
  };
  for (const command of draft.commands.values()) {
    command.rules = command.rules.flatMap((rule) => {
      const why = whyNot(rule, command);
      if (why === null) return [rule];
      const { examples, ...bare } = rule;
      if (examples !== undefined && whyNot(bare, command) === null) {
        draft.leftOut(rule.from, 'its examples do not hold for the translated rule, which is stricter; the rule stays');
        return [bare];
      }
      if (rule.verdict === 'allow') {
        draft.leftOut(rule.from, `it cannot be said in a rule: ${why}`);
        return [];
      }
      const { verdict, from } = rule;
      return [{ verdict, args: ['...'], from, tightened: `it cannot be said more narrowly in a rule: ${why}` }];
    });
  }
}

/** JSON is YAML: good enough for a text that nobody reads. */
function oneRule({ verdict, args, flags, examples }: DraftRule, { name, executable }: DraftCommand): string {
  const rule = { verdict, args, flags, examples };
  return JSON.stringify({ version: 1, commands: { [name]: { executable, rules: [rule] } } });
}
