/** What a run may use up, in words; window and terminal say it alike. Pure. */
import type { RunLimits } from '../model/index.ts';
import { counted, duration, grouped, sizeLimit } from './quantities.ts';

export function limitsWords(limits: RunLimits): string {
  const { wallMs, memoryBytes, pids, cpuMs, openFiles, fileBytes, outputBytes } = limits;
  return [
    `ends after ${duration(wallMs)}`,
    memoryBytes === null ? 'no memory limit' : `${sizeLimit(memoryBytes)} memory`,
    pids === null ? 'no process limit' : counted(pids, 'process', 'processes'),
    ...(cpuMs === null ? [] : [`${duration(cpuMs)} of processor time`]),
    ...(openFiles === null ? [] : [`${grouped(openFiles)} open files each`]),
    ...(fileBytes === null ? [] : [`files up to ${sizeLimit(fileBytes)}`]),
    `keeps ${sizeLimit(outputBytes)} of output`,
  ].join(' · ');
}
