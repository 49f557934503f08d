export { checkCommand } from './check-command.ts';
export { explainPolicy } from './explain-policy.ts';
export { type CapabilitiesParts, getCapabilities } from './get-capabilities.ts';
export type { QuestionParts } from './policy-answers.ts';
