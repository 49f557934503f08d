/** What stands against a solver’s package: how it is described, what it wants to reach, and the container it would run in. Part of the one catalogue. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const solverRefusals = {
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
} as const satisfies Record<string, CatalogueEntry>;
