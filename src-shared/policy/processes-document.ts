/** What clients may see and end of this machine's processes, as it is written in the policy. */
import { z } from 'zod';
import { SignalName } from '../model/plans/process.ts';

const verdict = z.enum(['allow', 'ask', 'deny']);

export const ProcessesDocument = z.strictObject({
  list_own: verdict.default('allow').describe('Seeing the processes of one’s own runs.'),
  list_machine: verdict
    .default('deny')
    .describe('Seeing every process of the machine; secrets in command lines are taken out by their shape.'),
  kill: verdict.default('allow').describe('Sending a signal to a process of one’s own runs. No other can be reached.'),
  signals: z
    .array(SignalName)
    .max(SignalName.options.length)
    .default(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGKILL', 'SIGSTOP', 'SIGCONT', 'SIGUSR1', 'SIGUSR2'])
    .describe('The signals that may be sent. An empty list means none.'),
  system_info: verdict
    .default('allow')
    .describe('Asking for the machine’s name, system, processors, memory, disks and uptime.'),
});
export type ProcessesDocument = z.output<typeof ProcessesDocument>;
