/**
 * Turns the gateway's keys at the top of a policy into commands, paths and limits of ours. Nothing is allowed by it that the file does not
 * allow by name: the gateway's “everything that is not banned” is not taken over, so what nothing lists stays denied.
 */
import type { PolicyDocument } from '#shared/policy/index.ts';
import type { Findings } from '../findings.ts';
import { gatewayLimits } from './gateway-limits.ts';
import { type FindProgram, type ListedCommand, listCommands } from './list-commands.ts';
import { unfoldPaths } from './unfold-paths.ts';

export interface Unfolded {
  /** With what the shorthand says of paths, files and limits among our own keys. */
  readonly document: PolicyDocument;
  /** What `commands` lists, and what the shorthand does. */
  readonly listed: readonly ListedCommand[];
}

/** @param findProgram without it, a name without a path is a program that is not there */
export function unfoldShorthand(
  document: PolicyDocument,
  findProgram: FindProgram | undefined,
  findings: Findings,
): Unfolded {
  const unfolded = {
    ...document,
    paths: unfoldPaths(document, findings),
    files: unfoldFiles(document, findings),
    limits: unfoldLimits(document, findings),
  };
  return { document: unfolded, listed: listCommands(unfolded, findProgram ?? (() => undefined), findings) };
}

function unfoldFiles({ files, file_limits: written }: PolicyDocument, findings: Findings): PolicyDocument['files'] {
  if (written === undefined) return files;
  for (const key of ['max_read_size', 'max_write_size', 'blocked_extensions'] as const)
    if (written[key] !== undefined) refuseTwice(['file_limits', key], ['files', key], findings);
  return {
    ...files,
    max_read_size: written.max_read_size ?? files.max_read_size,
    max_write_size: written.max_write_size ?? files.max_write_size,
    blocked_extensions: written.blocked_extensions ?? files.blocked_extensions,
  };
}

/** Which key of the gateway's says what a key of ours says. */
const twins = { memory: 'memory_max', processes: 'pids_max', cpu_time: 'cpu_quota_us' } as const;

function unfoldLimits(
  { limits, resource_limits: written }: PolicyDocument,
  findings: Findings,
): PolicyDocument['limits'] {
  if (written === undefined) return limits;
  const theirs = gatewayLimits(written, limits.max_timeout);
  for (const key of ['memory', 'processes', 'cpu_time'] as const)
    if (theirs[key] !== undefined) refuseTwice(['resource_limits', twins[key]], ['limits', key], findings);
  if (written.io_weight !== undefined) {
    findings.warning(['resource_limits', 'io_weight'], 'io_weight is a share and no limit: it has no effect here.');
  }
  return { ...limits, ...theirs };
}

export function refuseTwice(here: readonly string[], there: readonly string[], findings: Findings): void {
  if (!findings.isWritten(there)) return;
  findings.problem(here, `“${there.join('.')}” says the same already: keep one of the two.`, 'key');
}
