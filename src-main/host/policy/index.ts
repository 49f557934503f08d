export { findProgramNow } from './keep/find-program.ts';
export { readPolicyFile } from './keep/read-policy-file.ts';
export { realBase } from './keep/real-base.ts';
export { type CompileOptions, compilePolicy } from './load/compile-policy.ts';
export { openPolicy, type Policies, type PolicyCheck } from './open-policy.ts';
export type { AlwaysProposals, AskedPlan } from './propose/propose-always.ts';
export { PolicyTools } from './tools/policy-tools.ts';
export { importText, packsHere, withPack } from './tools/starting-points.ts';
export { decide } from './verdicts/decide.ts';
