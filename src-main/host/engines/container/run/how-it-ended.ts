/** Says how a run in a container ended, from what the keeper reports, what the engine says of the container, and who ended it. */
import { constants } from 'node:os';
import type { ContainerSpec, Reached, RunEnd, RunLimits, RunUsage } from '#shared/model/index.ts';
import type { Ending } from '../../process/ways-to-end.ts';
import type { Dial } from '../container-engine.ts';
import type { KeeperReport } from '../inside/keeper-report.ts';
import type { ContainerExit } from './vessel.ts';

interface Witnesses {
  readonly ending: Ending;
  readonly report: KeeperReport | null;
  /** Asked for only where there is no report. */
  readonly exit: ContainerExit | null;
  readonly trouble: string | null;
  readonly container: Pick<ContainerSpec, 'limits' | 'runtime'>;
}

type End = Pick<RunEnd, 'reason' | 'exit_code' | 'signal' | 'error'>;

const SIGKILL_CODE = 137;
const GVISOR_ENDED =
  'gVisor ended, with all that ran in it and without a word; it does that when it gets no more threads of this machine';

export function runEndOf({ ending, report, exit, trouble, container }: Witnesses): End {
  const reason = ending.reason ?? 'failed';
  const error = wantOf(report, exit, container.limits);
  if (report?.failure !== null && report?.failure !== undefined) {
    return {
      reason: 'failed',
      exit_code: null,
      signal: null,
      error: `The program could not be started: ${report.failure}.`,
    };
  }
  if (report !== null) {
    const { code, signalNumber } = report;
    const signal = signalNumber === null ? null : nameOf(signalNumber);
    const isOwnEnd = reason === 'exited' || reason === 'failed';
    return { reason: isOwnEnd ? (signal === null ? 'exited' : 'signalled') : reason, exit_code: code, signal, error };
  }
  if (reason !== 'failed' && reason !== 'exited') return { reason, exit_code: null, signal: 'SIGKILL', error };
  if (exit !== null && !exit.running && exit.code === SIGKILL_CODE) {
    return {
      reason: 'signalled',
      exit_code: null,
      signal: 'SIGKILL',
      // gVisor ends whole when its memory is used up, and engines do not always notice why.
      error:
        error ??
        (container.runtime === 'runsc'
          ? 'Its container was ended from outside, by its own program, or for want of memory.'
          : 'Its container was ended from outside or by its own program.'),
    };
  }
  const why =
    trouble ?? ending.error ?? (container.runtime === 'runsc' ? GVISOR_ENDED : 'its container ended without a word');
  return {
    reason: 'failed',
    exit_code: null,
    signal: null,
    error: `The run in its container failed: ${why.replace(/\.$/, '')}.`,
  };
}

const ranOutOfMemory = (report: KeeperReport | null, exit: ContainerExit | null): boolean =>
  (report?.memoryKills ?? 0) > 0 || exit?.oomKilled === true;

/** What it ran out of, in a sentence. */
function wantOf(
  report: KeeperReport | null,
  exit: ContainerExit | null,
  { memoryBytes, pids }: RunLimits,
): string | null {
  const ran = [
    ...(ranOutOfMemory(report, exit)
      ? [`It reached its memory limit of ${memoryBytes} bytes, and the kernel ended a process of it.`]
      : []),
    ...((report?.refusedForks ?? 0) > 0 ? [`It reached its limit of ${pids} processes.`] : []),
  ];
  return ran.length === 0 ? null : ran.join(' ');
}

export function usageOf(
  { limits, runtime }: Pick<ContainerSpec, 'limits' | 'runtime'>,
  report: KeeperReport | null,
  exit: ContainerExit | null,
): RunUsage {
  const held = (
    [
      ['wall', limits.wallMs, 'host'],
      ['output', limits.outputBytes, 'host'],
      ['memory', limits.memoryBytes, 'engine'],
      // Behind gVisor the group counts gVisor's own threads; the program's are held by the limit of its user.
      ['pids', limits.pids, runtime === 'runsc' ? 'rlimit' : 'engine'],
      ['cpu', limits.cpuMs, 'engine'],
      ['open_files', limits.openFiles, 'engine'],
      ['file_size', limits.fileBytes, 'engine'],
    ] as const
  ).flatMap(([limit, value, by]) => (value === null ? [] : [{ limit, value, by }]));
  return {
    cpu_ms: report?.cpuMs ?? null,
    peak_memory_bytes: report?.peakMemoryBytes ?? null,
    peak_pids: report?.peakPids ?? null,
    held,
    over: [
      ...(ranOutOfMemory(report, exit) ? ['memory' as const] : []),
      ...((report?.refusedForks ?? 0) > 0 ? ['pids' as const] : []),
    ],
  };
}

/** Its connections by target and address, in the order of the first of each. */
export function reachedOf(dials: readonly Dial[]): readonly Reached[] {
  const groups = Object.groupBy(dials, ({ host, port, address }) => JSON.stringify([host, port, address]));
  return Object.values(groups).flatMap((alike = []) => {
    const [first] = alike;
    if (first === undefined) return [];
    return {
      ...{ host: first.host, port: first.port, address: first.address, connections: alike.length },
      sent_bytes: alike.reduce((sum, { sentBytes }) => sum + sentBytes, 0),
      received_bytes: alike.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0),
    };
  });
}

const nameOf = (signalNumber: number): string =>
  Object.entries(constants.signals).find(([, each]) => each === signalNumber)?.[0] ?? `signal ${signalNumber}`;
