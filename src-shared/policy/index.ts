export {
  addressWords,
  canonicalAddress,
  inCidr,
  parseCidr,
  reachOf,
} from './addresses.ts';
export {
  describeHole,
  type Hole,
  orList,
  parseArgumentPattern,
  parseFlagValue,
} from './argument-pattern.ts';
export { CommandDocument } from './command-document.ts';

export type {
  CommandTerms,
  CompiledPolicy,
  FileTerms,
  LimitKey,
  PathGlobs,
  PathScope,
  PolicyLimits,
} from './compiled-policy.ts';

export { isDangerousVariable } from './dangerous-variables.ts';
export { BUILT_IN_CHANGE, DEFAULT_LIMITS, DEFAULT_SANDBOX } from './defaults.ts';
export { ClientDocument, LimitsDocument, PathsDocument, PolicyDocument, policyJsonSchema } from './document.ts';
export { isAbsolutePath } from './fields.ts';
export { FileDeed, FilesDocument } from './file-document.ts';
export { fileRuleSentence, fileSentences } from './file-sentence.ts';
export { type FlagName, parseFlagName } from './flag-name.ts';
export { type OverrideDocument, ResourceLimitsDocument } from './gateway-document.ts';
export { heldLimits } from './held-limits.ts';
export { launcherAmong } from './launchers.ts';
export { guardedInGit, guardedInHome, guardedInProject, privatePlaces } from './own-fences.ts';
export { RuleDocument } from './rule-document.ts';
export { RunLimitsDocument } from './run-limits-document.ts';
export {
  probeRunner,
  runnerImage,
  SOLVER_FOLDER,
  SOLVER_OUTPUT_FOLDER,
  SOLVER_USER,
  solverArgv,
  TARGET_VARIABLES,
} from './runners.ts';
export { clientSentences, commandSentences, ruleSentence } from './sentence.ts';
export { type LanguageDocument, SolversDocument, serverAddress } from './solver-document.ts';
export type { ArtifactTerms, PackageTerms, SolverPolicy, SolverTerms, TargetQuestion } from './solver-policy.ts';
export { solverSentences, targetSentence } from './solver-sentence.ts';
export { isHostName, TargetDocument, TargetUse } from './target-document.ts';
