/** What the file tools refuse, beside what every tool does. Part of the one catalogue. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const fileRefusals = {
  FILE_NOT_FOUND: {
    raisedBy: 'capabilities',
    sentence: 'There is no such file or folder.',
    next: 'Look with list_directory what is there.',
    retryable: false,
    gateway: 'FILE_001',
  },
  FILE_EXISTS: {
    raisedBy: 'capabilities',
    sentence: 'Something of that name is there already.',
    next: 'Choose another name, or say that it may be replaced.',
    retryable: false,
    gateway: 'FILE_004',
  },
  FILE_UNUSABLE: {
    raisedBy: 'capabilities',
    sentence: 'This is not a file or folder that can be used so.',
    next: 'Read the message: it says what is there and what was expected.',
    retryable: false,
    gateway: 'FILE_002',
  },
  FILE_TOO_LARGE: {
    raisedBy: 'capabilities',
    sentence: 'The file is larger than the policy lets this tool handle.',
    next: 'Work on a part of it, or ask the person to raise the limit in the policy.',
    retryable: false,
    gateway: 'FILE_003',
  },
  FILE_CHANGED: {
    raisedBy: 'capabilities',
    sentence: 'The file does not hold what was expected.',
    next: 'Read it again and make the change from what it holds now.',
    retryable: true,
    gateway: 'FILE_004',
  },
  FILE_WRITE_FAILED: {
    raisedBy: 'engines',
    sentence: 'The change could not be made; everything is as it was.',
    next: 'Read the message: the disk may be full, or the folder read-only.',
    retryable: false,
    gateway: 'FILE_004',
  },
  UNKNOWN_TRANSFER: {
    raisedBy: 'capabilities',
    sentence: 'There is no such transfer of this client and session.',
    next: 'Begin again without transfer_id. A transfer ends when it is not used for long.',
    retryable: false,
    gateway: 'FILE_001',
  },
  TRANSFER_LIMIT: {
    raisedBy: 'capabilities',
    sentence: 'This client has as much under way in transfers as allowed.',
    next: 'Finish one, or wait until an unfinished one has expired.',
    retryable: true,
    gateway: 'FILE_003',
  },
} as const satisfies Record<string, CatalogueEntry>;
