/** A plan in full, as lines for a terminal: nothing cut, nothing joined, every hidden character visible. Pure. */
import { type CommandPlan, isFilePlan, type PinnedFile, type Plan } from '#shared/model/index.ts';
import {
  bytes,
  confinementParts,
  confinementUser,
  limitsWords,
  networkWords,
  questionWords,
  sandboxWords,
  solverQuestionWords,
  visibleText,
} from '#shared/text/index.ts';
import { probeLines, solverLines } from './container-lines.ts';
import { fileLines } from './file-lines.ts';
import { houseLines } from './house-lines.ts';
import { environmentLines, labelled, tokenText } from './line-parts.ts';

/** @returns lines without indentation; labels end at the same column */
export function planLines(plan: Plan): readonly string[] {
  if (isFilePlan(plan)) return fileLines(plan);
  switch (plan.kind) {
    case 'command':
      return commandLines(plan);
    case 'session.create':
      return [
        labelled('Folder', visibleText(plan.workingDir.path)),
        ...(plan.folderFrom === 'root'
          ? [labelled('', 'proposed from the folders that the client says it works in')]
          : []),
        ...environmentLines(plan.env, Object.keys(plan.env)),
      ];
    case 'session.list':
      return ['Lists the sessions of this client.'];
    case 'session.kill':
      return [labelled('Session', plan.session), labelled('Force', plan.force ? 'yes: ends what runs in it' : 'no')];
    case 'policy.explain':
    case 'policy.check':
      return [labelled('Question', `what the policy says of ${questionWords(plan)}`)];
    case 'policy.capabilities':
      return ['Asks which tools, commands and limits it has.'];
    case 'solver':
      return solverLines(plan);
    case 'probe':
      return probeLines(plan);
    case 'run.list':
    case 'run.read':
    case 'run.cancel':
    case 'run.delete':
    case 'process.list':
    case 'process.kill':
    case 'system.info':
      return houseLines(plan);
    case 'solver.check':
    case 'target.check':
    case 'runners':
    case 'artifact.upload':
      return [visibleText(solverQuestionWords(plan))];
    default:
      return plan satisfies never;
  }
}

function commandLines(plan: CommandPlan): readonly string[] {
  const indexWidth = String(plan.argv.length - 1).length;
  return [
    `Arguments (${plan.argv.length})`,
    ...plan.argv.map((token, index) => `  [${String(index).padStart(indexWidth)}] ${tokenText(token)}`),
    ...pinnedLines('Program', plan.executable),
    ...(plan.executableAsLoaded === undefined ? [] : [labelled('', loadedWords(plan.executableAsLoaded))]),
    ...plan.operands.flatMap((script) => pinnedLines('Script', script)),
    ...(plan.envFiles ?? []).flatMap((file) => pinnedLines('Variables', file)),
    labelled('Folder', visibleText(plan.cwd.path)),
    ...environmentLines(plan.env, plan.envFromAgent),
    labelled('Input', plan.stdin === null ? 'empty' : `${bytes(plan.stdin.bytes)}, SHA-256 ${plan.stdin.sha256}`),
    ...sandboxLines(plan),
    labelled('Network', networkWords(plan)),
    labelled('Limits', limitsWords(plan.limits)),
    ...(plan.session === null ? [] : [labelled('Session', plan.session)]),
  ];
}

function sandboxLines(plan: CommandPlan): readonly string[] {
  const user = confinementUser(plan);
  return [
    labelled('Sandbox', visibleText(sandboxWords(plan))),
    ...(user === null ? [] : [labelled('', user)]),
    ...confinementParts(plan).flatMap(({ term, paths }) => [
      labelled('', `${term}:`),
      ...paths.map((path) => labelled('', `  ${visibleText(path)}`)),
    ]),
  ];
}

function pinnedLines(label: string, { named, path, sha256 }: PinnedFile): readonly string[] {
  const via = named === path ? '' : `  (named ${visibleText(named)})`;
  return [labelled(label, `${visibleText(path)}${via}`), labelled('', `SHA-256 ${sha256}`)];
}

const loadedWords = (isSame: boolean): string =>
  isSame ? 'unchanged since the policy was loaded' : 'CHANGED since the policy was loaded';
