/** What a client would see of this machine's processes, and which of its own it would signal. */
import { z } from 'zod';
import { RunId, SessionId } from '../ids.ts';

export const SignalName = z.enum([
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGKILL',
  'SIGUSR1',
  'SIGUSR2',
  'SIGTERM',
  'SIGCONT',
  'SIGSTOP',
  'SIGTSTP',
  'SIGWINCH',
]);
export type SignalName = z.infer<typeof SignalName>;

export const ProcessListPlan = z
  .object({
    kind: z.literal('process.list'),
    /** `own`: of all runs of the client. `machine`: everybody's. */
    scope: z.enum(['session', 'own', 'machine']),
    session: SessionId.nullable(),
  })
  .readonly();
export type ProcessListPlan = z.infer<typeof ProcessListPlan>;

export const ProcessKillPlan = z
  .object({
    kind: z.literal('process.kill'),
    pid: z.number().int().positive(),
    /** When the process began, as the system counts it. A pid is given out again; with this it names one process. */
    started: z.string(),
    /** Its command line, and the run that it belongs to. */
    argv: z.array(z.string()).readonly(),
    run: RunId,
    session: SessionId.nullable(),
    signal: SignalName,
  })
  .readonly();
export type ProcessKillPlan = z.infer<typeof ProcessKillPlan>;

export const SystemInfoPlan = z.object({ kind: z.literal('system.info') }).readonly();
export type SystemInfoPlan = z.infer<typeof SystemInfoPlan>;
