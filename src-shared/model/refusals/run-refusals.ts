/** What stands against running a program, and against looking at what ran. Part of the one catalogue. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const runRefusals = {
  UNKNOWN_SESSION: {
    raisedBy: 'capabilities',
    sentence: 'There is no such session of this client.',
    next: 'Make one with create_session.',
    retryable: false,
    gateway: 'SESSION_001',
  },
  UNKNOWN_RUN: {
    raisedBy: 'capabilities',
    sentence: 'There is no such run of this client.',
    next: 'List its runs with list_recent_runs.',
    retryable: false,
    gateway: 'RUN_NOT_FOUND',
  },
  UNKNOWN_PROCESS: {
    raisedBy: 'capabilities',
    sentence: 'There is no such process of this client’s runs.',
    next: 'List them with get_process_list.',
    retryable: false,
    gateway: 'PROC_001',
  },
  SESSION_LIMIT: {
    raisedBy: 'capabilities',
    sentence: 'This client has as many sessions as allowed.',
    next: 'End one with kill_session.',
    retryable: true,
    gateway: 'SESSION_003',
  },
  EXECUTABLE_UNUSABLE: {
    raisedBy: 'capabilities',
    sentence: 'The program that the policy names cannot be used.',
    next: 'Ask the person to run `countersign doctor`.',
    retryable: false,
    gateway: 'CMD_001',
  },
  SANDBOX_MISSING: {
    raisedBy: 'engines',
    sentence: 'The policy requires a sandbox that this machine does not have.',
    next: 'Ask the person to run `countersign doctor`.',
    retryable: false,
    gateway: 'CMD_001',
  },
  RUN_FAILED: {
    raisedBy: 'engines',
    sentence: 'The program could not be started.',
    next: 'Read the message; the program may be missing or not executable.',
    retryable: false,
    gateway: 'CMD_001',
  },
} as const satisfies Record<string, CatalogueEntry>;
