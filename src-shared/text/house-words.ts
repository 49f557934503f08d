/** Plans about a client's own runs and processes, and about this machine, in words: the same in window, terminal and lists. */
import type { Plan } from '../model/index.ts';
import { shortId } from './short-forms.ts';

export type HousePlan = Extract<
  Plan,
  {
    kind: 'run.list' | 'run.read' | 'run.cancel' | 'run.delete' | 'process.list' | 'process.kill' | 'system.info';
  }
>;

/** One sentence without a full stop: `Delete a run and everything it printed: Run npm test in /home/anna/proj`. */
export function houseSentence(plan: HousePlan): string {
  switch (plan.kind) {
    case 'run.list':
      return 'List its own runs';
    case 'run.read':
      return `Read ${partWords[plan.part]} of its run ${plan.run}`;
    case 'run.cancel':
      return `End its run: ${plan.summary}`;
    case 'run.delete':
      return `Delete a run and everything it printed: ${plan.summary}`;
    case 'process.list':
      return listSentence(plan);
    case 'process.kill':
      return `Send ${plan.signal} to process ${plan.pid} (${plan.argv[0] ?? 'unnamed'}), which its own run started`;
    case 'system.info':
      return 'Ask what this machine is: name, system, processors, memory, disks, uptime';
  }
}

/** For lists: a few words. */
export function houseLine(plan: HousePlan): string {
  switch (plan.kind) {
    case 'run.list':
      return 'list own runs';
    case 'run.read':
      return `read ${partWords[plan.part]} of ${shortId(plan.run)}`;
    case 'run.cancel':
      return `end run ${shortId(plan.run)}`;
    case 'run.delete':
      return `delete run ${shortId(plan.run)}`;
    case 'process.list':
      return plan.scope === 'machine' ? 'list every process' : 'list own processes';
    case 'process.kill':
      return `${plan.signal} to process ${plan.pid}`;
    case 'system.info':
      return 'ask what this machine is';
  }
}

const partWords = {
  log: 'the log',
  stdout: 'the standard output',
  stderr: 'the standard error',
  output: 'the output',
} as const;

function listSentence({ scope, session }: Extract<HousePlan, { kind: 'process.list' }>): string {
  switch (scope) {
    case 'machine':
      return 'List every process of this machine';
    case 'session':
      return `List the processes of its session ${session ?? ''}`.trimEnd();
    case 'own':
      return 'List the processes of its own runs';
  }
}

/** Texts in the plan that an agent or its program could have chosen. */
export function houseTexts(plan: HousePlan): readonly string[] {
  if (plan.kind === 'process.kill') return plan.argv;
  return plan.kind === 'run.delete' || plan.kind === 'run.cancel' ? [plan.summary] : [];
}
