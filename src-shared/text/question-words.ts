/** What a question about the policy is about, in words. */
import type { PolicyCheckPlan, PolicyExplainPlan } from '../model/index.ts';
import { commandLine } from './command-line.ts';

/** `git push origin main`, `the tool write_file`, `this client`. */
export function questionWords({ argv, tool }: PolicyCheckPlan | PolicyExplainPlan): string {
  if (argv !== null) return commandLine(argv);
  return tool === 'execute_command' ? 'this client' : `the tool ${tool}`;
}
