export { readPolicyFile } from './keep/read-policy-file.ts';
export { realBase } from './keep/real-base.ts';
export { type CompileOptions, type CompileResult, compilePolicy } from './load/compile-policy.ts';
export { type OpenPolicyOptions, openPolicy, type Policies, type PolicyCheck } from './open-policy.ts';
export { decide } from './verdicts/decide.ts';
