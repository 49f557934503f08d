/** Which limits a run is under: a rule's own over its command's over the policy's. */
import {
  type CommandDocument,
  type CommandTerms,
  DEFAULT_LIMITS,
  type LimitKey,
  type LimitsDocument,
  type RuleDocument,
  type RunLimitsDocument,
} from '#shared/policy/index.ts';
import type { DocumentPath } from './places.ts';

/** Of a command's terms, those that say how much it may use up. */
export type LimitTerms = Pick<CommandTerms, 'wallMs' | 'maxWallMs' | 'outputBytes' | LimitKey | 'demandedLimits'>;

type Say = (path: DocumentPath, message: string) => void;

/** @param problem told what cannot be meant, by its path below the policy’s `limits` */
export function policyLimits(limits: LimitsDocument, problem: Say): LimitTerms {
  if (limits.timeout > limits.max_timeout) {
    problem(['timeout'], `timeout is longer than max_timeout (${limits.max_timeout / 1000}s here).`);
  }
  return {
    ...replaced(usual, limits),
    wallMs: limits.timeout,
  };
}

/** @param problem told what cannot be meant, by its path below the command */
export function commandLimits(entry: CommandDocument, around: LimitTerms, problem: Say): LimitTerms {
  for (const key of ['max_timeout', 'output_bytes'] as const) {
    if (entry[key] === undefined || entry.limits?.[key] === undefined) continue;
    problem(['limits', key], `${key} is written twice for this command: keep one of the two.`);
  }
  const written: RunLimitsDocument = {
    ...entry.limits,
    max_timeout: entry.limits?.max_timeout ?? entry.max_timeout,
    output_bytes: entry.limits?.output_bytes ?? entry.output_bytes,
  };
  const limits = replaced(around, written);
  if (entry.timeout !== undefined && entry.timeout > limits.maxWallMs) {
    problem(['timeout'], `timeout is longer than max_timeout (${limits.maxWallMs / 1000}s here).`);
  }
  return { ...limits, wallMs: Math.min(entry.timeout ?? around.wallMs, limits.maxWallMs) };
}

/** @param problem told what cannot be meant, by its path below the rule */
export function ruleLimits(rule: RuleDocument, around: LimitTerms, problem: Say): LimitTerms {
  const limits = replaced(around, rule.limits ?? {});
  if (rule.timeout !== undefined && rule.timeout > limits.maxWallMs) {
    const whose = rule.limits?.max_timeout === undefined ? 'command' : 'rule';
    problem(['timeout'], `the rule’s timeout is longer than the ${whose}’s max_timeout.`);
  }
  return { ...limits, wallMs: Math.min(rule.timeout ?? around.wallMs, limits.maxWallMs) };
}

const usual: LimitTerms = { ...DEFAULT_LIMITS, demandedLimits: [] };

type Written = Pick<RunLimitsDocument, keyof RunLimitsDocument>;

function replaced(around: LimitTerms, written: Written): LimitTerms {
  const or = (value: number | null | undefined, otherwise: number | null): number | null =>
    value === undefined ? otherwise : value;
  return {
    wallMs: around.wallMs,
    maxWallMs: written.max_timeout ?? around.maxWallMs,
    outputBytes: written.output_bytes ?? around.outputBytes,
    memoryBytes: or(written.memory, around.memoryBytes),
    pids: or(written.processes, around.pids),
    cpuMs: or(written.cpu_time, around.cpuMs),
    openFiles: or(written.open_files, around.openFiles),
    fileBytes: or(written.file_size, around.fileBytes),
    demandedLimits: [...new Set([...around.demandedLimits, ...demanded(written)])],
  };
}

function demanded({ memory, processes, cpu_time, open_files, file_size }: Written): readonly LimitKey[] {
  const all: readonly (readonly [LimitKey, unknown])[] = [
    ['memoryBytes', memory],
    ['pids', processes],
    ['cpuMs', cpu_time],
    ['openFiles', open_files],
    ['fileBytes', file_size],
  ];
  return all.flatMap(([key, value]) => (value === undefined ? [] : [key]));
}
