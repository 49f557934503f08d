/**
 * A plan is exactly what would happen, resolved and frozen. Every value is JSON (64-bit numbers travel as decimal strings), so that
 * its canonical form (RFC 8785) and with it its SHA-256 digest are well defined. Absent values are `null`, never missing.
 */
import { z } from 'zod';
import { CommandPlan } from './plans/command.ts';
import { filePlans } from './plans/file.ts';
import { ProcessKillPlan, ProcessListPlan, SystemInfoPlan } from './plans/process.ts';
import { PolicyCapabilitiesPlan, PolicyCheckPlan, PolicyExplainPlan } from './plans/questions.ts';
import { RunCancelPlan, RunDeletePlan, RunListPlan, RunReadPlan } from './plans/run.ts';
import { SessionCreatePlan, SessionKillPlan, SessionListPlan } from './plans/session.ts';
import { ProbePlan, SolverPlan } from './plans/solver.ts';
import { ArtifactPlan, RunnersPlan, SolverCheckPlan, TargetCheckPlan } from './plans/solver-questions.ts';

export * from './plans/command.ts';
export * from './plans/confinement.ts';
export * from './plans/container.ts';
export * from './plans/file.ts';
export * from './plans/limits.ts';
export * from './plans/pins.ts';
export * from './plans/process.ts';
export * from './plans/questions.ts';
export * from './plans/run.ts';
export * from './plans/run-as.ts';
export * from './plans/session.ts';
export * from './plans/solver.ts';
export * from './plans/solver-questions.ts';

export const Plan = z.discriminatedUnion('kind', [
  CommandPlan,
  SessionCreatePlan,
  SessionListPlan,
  SessionKillPlan,
  RunListPlan,
  RunReadPlan,
  RunCancelPlan,
  RunDeletePlan,
  ProcessListPlan,
  ProcessKillPlan,
  SystemInfoPlan,
  PolicyExplainPlan,
  PolicyCheckPlan,
  PolicyCapabilitiesPlan,
  SolverPlan,
  ProbePlan,
  ...filePlans,
  SolverCheckPlan,
  TargetCheckPlan,
  RunnersPlan,
  ArtifactPlan,
]);
export type Plan = z.infer<typeof Plan>;
