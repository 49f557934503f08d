/** A gateway's control group limits as limits of ours. */
import type { LimitsDocument, ResourceLimitsDocument } from '#shared/policy/index.ts';

/** The keys of ours that say something of it, parsed: bytes, a count, milliseconds; `null` for no limit. */
export type GatewayLimits = Partial<Pick<LimitsDocument, 'memory' | 'processes' | 'cpu_time'>>;

const USUAL_PERIOD_US = 100_000;
const LEAST_CPU_MS = 1000;
const MOST_CPU_MS = 365 * 86_400_000;

/**
 * A share of the processor becomes processor time: what that share comes to over the longest run. In all, a run never gets more than there.
 * @param longestMs the most wall time that an agent may ask for
 */
export function gatewayLimits(written: ResourceLimitsDocument, longestMs: number): GatewayLimits {
  const { memory_max: memory, pids_max: pids, cpu_quota_us: quota, cpu_period_us: period = USUAL_PERIOD_US } = written;
  const shareMs = typeof quota === 'number' ? Math.ceil((quota / period) * longestMs) : null;
  const cpuMs = shareMs === null ? null : Math.min(Math.max(LEAST_CPU_MS, shareMs), MOST_CPU_MS);
  return {
    ...(memory === undefined ? {} : { memory: memory === 'max' ? null : Number(memory) }),
    ...(pids === undefined ? {} : { processes: pids === 'max' ? null : pids }),
    ...(quota === undefined ? {} : { cpu_time: cpuMs }),
  };
}
