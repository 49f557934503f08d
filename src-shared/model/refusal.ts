/**
 * The one catalogue of refusals: codes that cross a boundary, each with who raises it, a safe sentence and what to do next.
 * `gateway` is the code that clients of earlier gateways know for the same thing. `docs/errors.md` is generated from here.
 */
import { z } from 'zod';
import { fileRefusals } from './refusals/file-refusals.ts';
import type { RuleRef } from './verdict.ts';

export interface CatalogueEntry {
  readonly raisedBy: string;
  readonly sentence: string;
  readonly next: string;
  readonly retryable: boolean;
  readonly gateway: string;
}

export const refusalCatalogue = {
  POLICY_DENIED: {
    raisedBy: 'policy',
    sentence: 'The policy does not allow this.',
    next: 'Do something the policy allows, or ask the person to change it. Asking again unchanged gives the same answer.',
    retryable: false,
    gateway: 'POLICY_001',
  },
  PATH_DENIED: {
    raisedBy: 'policy',
    sentence: 'The path is outside what the policy allows.',
    next: 'Use a folder that the policy lists.',
    retryable: false,
    gateway: 'POLICY_002',
  },
  APPROVAL_DENIED: {
    raisedBy: 'approvals',
    sentence: 'The person denied this request.',
    next: 'Do not ask again unchanged. Read the reason, if one was given.',
    retryable: false,
    gateway: 'POLICY_004',
  },
  APPROVAL_EXPIRED: {
    raisedBy: 'approvals',
    sentence: 'Nobody answered in time, which counts as no.',
    next: 'Ask again when the person is there.',
    retryable: true,
    gateway: 'POLICY_CONFIRMATION_REQUIRED',
  },
  REQUESTER_GONE: {
    raisedBy: 'approvals',
    sentence: 'The client that asked is gone.',
    next: 'Ask again from a connected client.',
    retryable: true,
    gateway: 'POLICY_CONFIRMATION_REQUIRED',
  },
  PLAN_DRIFT: {
    raisedBy: 'broker',
    sentence: 'Something the plan relied on changed before the run.',
    next: 'Ask again: a new plan will be made from what is there now.',
    retryable: true,
    gateway: 'POLICY_001',
  },
  GUARD_RATE: {
    raisedBy: 'guards',
    sentence: 'Too many requests in a short time.',
    next: 'Wait a moment, then go on more slowly.',
    retryable: true,
    gateway: 'POLICY_003',
  },
  GUARD_BUSY: {
    raisedBy: 'guards',
    sentence: 'As many requests as allowed are already under way.',
    next: 'Wait for one of them to end.',
    retryable: true,
    gateway: 'POLICY_003',
  },
  GUARD_OPEN: {
    raisedBy: 'guards',
    sentence: 'This tool failed too often lately and rests.',
    next: 'Wait until the time given, then try again.',
    retryable: true,
    gateway: 'POLICY_003',
  },
  BAD_INPUT: {
    raisedBy: 'capabilities',
    sentence: 'The arguments are not what this tool takes.',
    next: 'Correct the arguments as the message says.',
    retryable: false,
    gateway: 'CMD_001',
  },
  ...fileRefusals,
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
  TARGET_DENIED: {
    raisedBy: 'policy',
    sentence: 'The policy does not list this target.',
    next: 'Use a target that the policy lists; check_target_allowed says of one whether it is.',
    retryable: false,
    gateway: 'TARGET_NOT_ALLOWLISTED',
  },
  TARGET_UNRESOLVED: {
    raisedBy: 'capabilities',
    sentence: 'The target’s name could not be looked up.',
    next: 'Check the name, or try again later.',
    retryable: true,
    gateway: 'TARGET_NOT_ALLOWLISTED',
  },
  REQUEST_INVALID: {
    raisedBy: 'capabilities',
    sentence: 'What was asked for, a package or a run, is not described as it must be.',
    next: 'Correct it as the message says. validate_run_request checks without running.',
    retryable: false,
    gateway: 'SCHEMA_INVALID',
  },
  EVIDENCE_MISSING: {
    raisedBy: 'capabilities',
    sentence: 'The evidence that a solver needs is not there.',
    next: 'Try it in your own sandbox first, solve a local copy, and say what came of both.',
    retryable: false,
    gateway: 'POLICY_BLOCKED',
  },
  LANGUAGE_UNKNOWN: {
    raisedBy: 'capabilities',
    sentence: 'There is no runner for this language.',
    next: 'get_runner_environments lists those that there are.',
    retryable: false,
    gateway: 'UNSUPPORTED_LANGUAGE',
  },
  ENCODING_UNKNOWN: {
    raisedBy: 'capabilities',
    sentence: 'A file is in an encoding that is not known here.',
    next: 'Use text, base64 or artifact.',
    retryable: false,
    gateway: 'UNSUPPORTED_ENCODING',
  },
  TIMEOUT_INVALID: {
    raisedBy: 'capabilities',
    sentence: 'The time asked for cannot be given.',
    next: 'Ask for more than 0 seconds and at most what the policy gives.',
    retryable: false,
    gateway: 'TIMEOUT_INVALID',
  },
  QUOTA_REACHED: {
    raisedBy: 'capabilities',
    sentence: 'This client keeps as much here as it may.',
    next: 'Wait until old artifacts are removed, or ask the person to raise the limit.',
    retryable: true,
    gateway: 'POLICY_003',
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
  ENGINE_UNAVAILABLE: {
    raisedBy: 'engines',
    sentence: 'No container engine answers.',
    next: 'Ask the person to start Docker or Podman, or to run `countersign doctor`.',
    retryable: true,
    gateway: 'INTERNAL_RUNNER_ERROR',
  },
  IMAGE_MISSING: {
    raisedBy: 'engines',
    sentence: 'The image that this needs is not there.',
    next: 'Ask the person to build it: `countersign images build`.',
    retryable: false,
    gateway: 'INTERNAL_RUNNER_ERROR',
  },
  RUN_FAILED: {
    raisedBy: 'engines',
    sentence: 'The program could not be started.',
    next: 'Read the message; the program may be missing or not executable.',
    retryable: false,
    gateway: 'CMD_001',
  },
  CANCELLED: {
    raisedBy: 'broker',
    sentence: 'The client cancelled the request.',
    next: 'Nothing.',
    retryable: true,
    gateway: 'CMD_003',
  },
  RECORDS_UNAVAILABLE: {
    raisedBy: 'records',
    sentence: 'The audit log cannot be written, so nothing new may run.',
    next: 'Ask the person to look at Countersign: the disk may be full.',
    retryable: true,
    gateway: 'SYS_999',
  },
  PENDING_APPROVAL: {
    raisedBy: 'approvals',
    sentence: 'A person has to approve this, and has not answered yet.',
    next: 'Come back with await_approval and the ticket.',
    retryable: true,
    gateway: 'POLICY_CONFIRMATION_REQUIRED',
  },
  DUPLICATE_REQUEST: {
    raisedBy: 'approvals',
    sentence: 'The same request was asked several times and approved for one run, which another of them had.',
    next: 'Look at what that run gave before asking again.',
    retryable: true,
    gateway: 'POLICY_003',
  },
  CLIENT_QUIET: {
    raisedBy: 'approvals',
    sentence: 'Nobody answered this client’s last requests, so it is not heard for a few minutes.',
    next: 'Wait until the time given, or ask the person to look at Countersign.',
    retryable: true,
    gateway: 'POLICY_003',
  },
  CLIENT_FLOODING: {
    raisedBy: 'approvals',
    sentence: 'Too many requests of this client wait for the person already.',
    next: 'Wait for answers before asking for more.',
    retryable: true,
    gateway: 'POLICY_003',
  },
  PAUSED: {
    raisedBy: 'guards',
    sentence: 'The person paused everything.',
    next: 'Wait until they resume.',
    retryable: true,
    gateway: 'POLICY_003',
  },
  SHUTTING_DOWN: {
    raisedBy: 'broker',
    sentence: 'Countersign is shutting down.',
    next: 'Try again when it is back.',
    retryable: true,
    gateway: 'SYS_999',
  },
  INTERNAL: {
    raisedBy: 'broker',
    sentence: 'Countersign made a mistake; nothing was allowed because of it.',
    next: 'Tell the person; the log has the details.',
    retryable: false,
    gateway: 'SYS_999',
  },
} as const satisfies Record<string, CatalogueEntry>;

export type RefusalCode = keyof typeof refusalCatalogue;
export const RefusalCode = z.enum(Object.keys(refusalCatalogue) as [RefusalCode, ...RefusalCode[]]);

/** A refusal as it crosses the boundary to an agent. */
export interface Refusal {
  readonly code: RefusalCode;
  /** Safe to show to an agent: no paths of Countersign's own, no other client's data. */
  readonly message: string;
  readonly rule: RuleRef | null;
  readonly hint: string | null;
  readonly retryable: boolean;
}

/** Thrown by any room to refuse; caught by the broker. Anything else that is thrown is a bug. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(code: RefusalCode, details: Partial<Omit<Refusal, 'code'>> & { readonly cause?: unknown } = {}) {
    const entry = refusalCatalogue[code];
    const message = details.message ?? entry.sentence;
    super(message, { cause: details.cause });
    this.name = 'Refused';
    this.refusal = {
      code,
      message,
      rule: details.rule ?? null,
      hint: details.hint ?? entry.next,
      retryable: details.retryable ?? entry.retryable,
    };
  }
}
