/** Says how a run in a container ended, from what the keeper reports, what the engine says of the container, and who ended it. */
import { constants } from 'node:os';
import type { Reached, RunEnd, RunLimits, RunUsage } from '#shared/model/index.ts';
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
  readonly limits: RunLimits;
}

type End = Pick<RunEnd, 'reason' | 'exit_code' | 'signal' | 'error'>;

const SIGKILL_CODE = 137;

export function runEndOf({ ending, report, exit, trouble, limits }: Witnesses): End {
  const reason = ending.reason ?? 'failed';
  const error = wantOf(report, exit, limits);
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
      error: error ?? 'Its container was ended from outside or by its own program.',
    };
  }
  const why = trouble ?? ending.error ?? 'its container ended without a word';
  return {
    reason: 'failed',
    exit_code: null,
    signal: null,
    error: `The run in its container failed: ${why.replace(/\.$/, '')}.`,
  };
}

/** What it ran out of, in a sentence. */
function wantOf(
  report: KeeperReport | null,
  exit: ContainerExit | null,
  { memoryBytes, pids }: RunLimits,
): string | null {
  const ran = [
    ...((report?.memoryKills ?? 0) > 0 || exit?.oomKilled === true
      ? [`It reached its memory limit of ${memoryBytes} bytes, and the kernel ended a process of it.`]
      : []),
    ...((report?.refusedForks ?? 0) > 0 ? [`It reached its limit of ${pids} processes.`] : []),
  ];
  return ran.length === 0 ? null : ran.join(' ');
}

export function usageOf(limits: RunLimits, report: KeeperReport | null): RunUsage {
  const held = (
    [
      ['wall', limits.wallMs, 'host'],
      ['output', limits.outputBytes, 'host'],
      ['memory', limits.memoryBytes, 'engine'],
      ['pids', limits.pids, 'engine'],
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
      ...((report?.memoryKills ?? 0) > 0 ? ['memory' as const] : []),
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
