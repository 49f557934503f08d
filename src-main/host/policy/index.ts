export { type CompileOptions, type CompileResult, compilePolicy } from './load/compile-policy.ts';
export { decide } from './verdicts/decide.ts';
