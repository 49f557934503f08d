/** The kernel's limits for each process, as the keepers of programs take them: `<resource>:<soft>:<hard>`, with the kernel's own numbers. */
import type { RunLimits } from '#shared/model/index.ts';

/** From `asm-generic/resource.h`, which every processor below follows. */
const RESOURCES = { cpu: 0, fsize: 1, data: 2, core: 4, nproc: 6, nofile: 7 } as const;

/** By processor: the number of `prlimit64`. Where it is not known, no such limit can be laid. */
const PRLIMIT64: Readonly<Record<string, number>> = { x64: 302, arm64: 261, riscv64: 261, loong64: 261 };

/** `null` on a processor for which the call is not known. */
export const prlimitCall = (): number | null => PRLIMIT64[process.arch] ?? null;

/** Each process for itself; `data` counts what a process can write to and not what it merely reserves, as `as` would. */
export function rlimitsFor(
  { memoryBytes, pids, cpuMs, openFiles, fileBytes }: RunLimits,
  byGroup: boolean,
): readonly string[] {
  const seconds = cpuMs === null ? null : Math.ceil(cpuMs / 1000);
  return [
    ...rlimit('core', 0),
    ...rlimit('nofile', openFiles),
    ...rlimit('fsize', fileBytes),
    ...rlimit('cpu', seconds, seconds === null ? null : seconds + 1),
    ...rlimit('data', byGroup ? null : memoryBytes),
    ...rlimit('nproc', byGroup || pids === null ? null : pids + 1),
  ];
}

export const rlimit = (resource: keyof typeof RESOURCES, soft: number | null, hard = soft): readonly string[] =>
  soft === null ? [] : [`${RESOURCES[resource]}:${soft}:${hard}`];
