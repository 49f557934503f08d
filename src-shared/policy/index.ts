export {
  describeHole,
  type Hole,
  orList,
  parseArgumentPattern,
  parseFlagValue,
} from './argument-pattern.ts';
export { CommandDocument } from './command-document.ts';
export type { CommandTerms, CompiledPolicy, PathScope, PolicyLimits } from './compiled-policy.ts';
export { isDangerousVariable } from './dangerous-variables.ts';
export { DEFAULT_SANDBOX, PLANS_CARRY_LIMITS } from './defaults.ts';
export { ClientDocument, LimitsDocument, PathsDocument, PolicyDocument, policyJsonSchema } from './document.ts';
export { isAbsolutePath } from './fields.ts';
export { type FlagName, parseFlagName } from './flag-name.ts';
export { heldLimits } from './held-limits.ts';
export { RuleDocument } from './rule-document.ts';
export { RunLimitsDocument } from './run-limits-document.ts';
export { clientSentences, commandSentences, ruleSentence } from './sentence.ts';
