/** Plans about a client's own runs and processes, as lines for a terminal. */
import { bytes, commandLine, exactTime, type HousePlan, houseSentence, visibleText } from '#shared/text/index.ts';
import { labelled } from './line-parts.ts';

export function houseLines(plan: HousePlan): readonly string[] {
  switch (plan.kind) {
    case 'run.delete':
      return [
        'Deletes a run’s summary and transcript for good. The audit log keeps its records.',
        labelled('Run', plan.run),
        labelled('What it was', visibleText(plan.summary)),
        labelled('Started', exactTime(plan.startedAt)),
        labelled('Printed', bytes(plan.outputBytes)),
      ];
    case 'run.cancel':
      return [
        labelled('Run', plan.run),
        labelled('What it is', visibleText(plan.summary)),
        labelled('Force', plan.force ? 'yes: killed at once' : 'no: asked to end, killed after 2 s'),
      ];
    case 'process.kill':
      return [
        labelled('Signal', plan.signal),
        labelled('Process', `${plan.pid}`),
        labelled('Command line', commandLine(plan.argv)),
        labelled('Run', plan.run),
        ...(plan.session === null ? [] : [labelled('Session', plan.session)]),
      ];
    case 'run.list':
    case 'run.read':
    case 'process.list':
    case 'system.info':
      return [`${houseSentence(plan)}.`];
  }
}
