/**
 * The shape of a plan: what stays when the values that differ from one request to the next are left out. Cards of one client, tool and
 * shape are shown together, and an approval for this template lets through the same shape and nothing else. What is not known to be a
 * value stays as it is, so that a shape is rather too narrow than too wide.
 */
import { type CommandPlan, isFilePlan, type Plan } from '../model/index.ts';
import { fileSubject } from './file-words.ts';
import { folderName } from './short-forms.ts';

/** One line that two plans share if and only if they are alike. */
export function shapeOf(plan: Plan): string {
  if (isFilePlan(plan)) return JSON.stringify([plan.kind, folderName(fileSubject(plan)), plan.session]);
  if (plan.kind !== 'command') return JSON.stringify(plan);
  const { executable, cwd, env, envFromAgent, stdin, sandbox, network, operands, runAs } = plan;
  return JSON.stringify([
    ...[plan.kind, plan.command, executable.path, executable.sha256, argumentShape(plan), cwd.path, sandbox, network],
    envFromAgent.map((name) => [name, env[name]]),
    ...[operands.map(({ path, sha256 }) => [path, sha256]), stdin],
    ...(runAs === undefined ? [] : [[runAs.name, runAs.uid, runAs.gid]]),
  ]);
}

/** `git push <word> <word>`: for people. */
export function shapeWords(plan: CommandPlan): readonly string[] {
  return argumentShape(plan);
}

/** The command, its flags, and its first word stay; a number, a path and any other word are holes of their own kind. */
function argumentShape({ argv }: CommandPlan): readonly string[] {
  const shape: string[] = [];
  let operands = 0;
  let flagsOver = false;
  for (const [at, token] of argv.entries()) {
    const isFlag = !flagsOver && token.startsWith('-') && token !== '-';
    if (at === 0 || token === '--' || (isFlag && !token.includes('='))) shape.push(token);
    else if (isFlag)
      shape.push(`${token.slice(0, token.indexOf('=') + 1)}${holeOf(token.slice(token.indexOf('=') + 1))}`);
    else {
      operands += 1;
      shape.push(operands === 1 && !flagsOver && isVerb(token) ? token : holeOf(token));
    }
    if (token === '--') flagsOver = true;
  }
  return shape;
}

const isVerb = (token: string): boolean => /^[a-z][a-z0-9:_-]{0,31}$/u.test(token);

function holeOf(token: string): string {
  if (/^-?\d{1,15}$/u.test(token)) return '<number>';
  if (/[/\\]/u.test(token) || /^[.~]/u.test(token)) return '<path>';
  return /^[\p{L}\p{N}][\p{L}\p{N}._@:+-]*$/u.test(token) ? '<word>' : `<exactly ${JSON.stringify(token)}>`;
}
