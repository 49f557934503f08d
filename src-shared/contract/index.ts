export { AlwaysChoice, AlwaysOffer, ApprovalHistory, ApprovalOffers, PromptCount } from './approval-tools.ts';
export { checkedEvent, checkedReply } from './checked.ts';
export { contract } from './contract.ts';
export {
  type Caller,
  type EventName,
  type EventPayload,
  eventNames,
  findOperation,
  type Handlers,
  type HostClient,
  type OperationInput,
  type OperationName,
  type OperationOutput,
  operationNames,
  type ParsedInput,
  type WireEvent,
} from './derive.ts';
export type { FileChange, FileSide, Undo } from './groups/files.ts';
export type { FileContent } from './groups/packages.ts';
export {
  ChangedVerdict,
  DraftReport,
  ImportFormat,
  ImportNote,
  ImportReport,
  OutsideChange,
  PolicyVersion,
  ReplayReport,
  RuleInWords,
  StarterPack,
} from './policy-tools.ts';
export { DoctorCheck, HostStatus, PolicyProblem, PolicyStatus } from './status.ts';
export { HostError, WireError, WireErrorCode } from './wire-error.ts';
