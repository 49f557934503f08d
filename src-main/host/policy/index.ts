export { type CompileOptions, type CompileResult, compilePolicy } from './load/compile-policy.ts';
export { type OpenPolicyOptions, openPolicy, type Policies, type PolicyCheck } from './open-policy.ts';
export { decide } from './verdicts/decide.ts';
