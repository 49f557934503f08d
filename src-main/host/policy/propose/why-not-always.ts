/**
 * When *Always* is not offered, and why: a rule outlives the look that somebody took at one request, so it is not for what can run anything,
 * raises privileges, takes code as an argument, hides a character, or depends on something that no rule can hold still.
 */
import { type FilePlan, isFilePlan, type Plan } from '#shared/model/index.ts';
import { baseName, eachTime, hasHidden, quoted, textsOf } from '#shared/text/index.ts';
import { launcherAmong, raisesPrivileges } from '../language/launchers.ts';

/** @returns a sentence for the person, `null` when a rule may be offered */
export function whyNotAlways(plan: Plan): string | null {
  if (plan.kind === 'solver' || plan.kind === 'probe')
    return 'What runs in a container is the agent’s own program, so each use needs a look.';
  if (isFilePlan(plan)) return whyNotForFiles(plan);
  if (plan.kind !== 'command')
    return 'Only commands and work on files have rules that could be written from a request.';
  const { argv, cwd, env, envFromAgent, stdin, executable } = plan;
  const shown = [...argv, cwd.path, ...envFromAgent.map((name) => env[name] ?? '')];
  if (shown.some(hasHidden)) return 'It contains characters that do not show as what they are.';
  const names = [plan.command, baseName(executable.named), baseName(executable.path)];
  const privileged = names.find(raisesPrivileges);
  if (privileged !== undefined) return `${privileged} runs things with other rights, so each use needs a look.`;
  const launcher = launcherAmong(names);
  if (launcher !== null) return `${launcher} runs other programs or code, so each use needs a look.`;
  const code = argv.slice(1).find(takesCode);
  if (code !== undefined) return `${quoted(code)} may hand code or a command to the program, so each use needs a look.`;
  if (stdin !== null) return 'It reads standard input, and no rule can say what may come on it.';
  if (plan.executableAsLoaded === false) {
    return `${executable.path} was changed since the policy was loaded. Save the policy again if you know why.`;
  }
  return null;
}

function whyNotForFiles(plan: FilePlan): string | null {
  if (textsOf(plan).some(hasHidden)) return 'It contains characters that do not show as what they are.';
  return eachTime(plan);
}

const longFlags =
  /^--?(?:eval|exec|execute|expression|command|cmd|code|script|run|shell|rsh|config|config-env|upload-pack|receive-pack|ext-diff|open-files-in-pager|use-compress-program|to-command|checkpoint-action|post-command|pre-command|rsync-path|proxy-command)(?:[=-]|$)/iu;

/** `-c`, `-e` and their kin, alone, with a value behind them (`-cx=y`), or as the last of a few letters (`-lc`). Too many rather than too few. */
function takesCode(token: string): boolean {
  return /^-[ce][^-]/u.test(token) || /^-[A-Za-z]{0,3}[ce]$/u.test(token) || longFlags.test(token);
}
