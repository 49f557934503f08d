import { type UploadParts, uploadArtifact } from './artifacts/upload-artifact.ts';
import { type ProbeParts, probeTarget } from './probe/probe-target.ts';
import { type CheckTargetParts, checkTarget } from './questions/check-target.ts';
import { getRunnerEnvironments, healthCheck, type RunnerQuestionParts } from './questions/runner-questions.ts';
import { type ValidateParts, validateRun } from './questions/validate-run.ts';
import { type RerunParts, rerunRun } from './rerun-run.ts';
import { runSolver } from './run-solver.ts';

export { ArtifactStore } from './artifacts/artifact-store.ts';

export type SolverCapabilityParts = RerunParts &
  ValidateParts &
  ProbeParts &
  CheckTargetParts &
  RunnerQuestionParts &
  UploadParts;

/** Every tool that is about solvers and their targets. */
export const solverTools = (parts: SolverCapabilityParts) => [
  runSolver(parts),
  validateRun(parts),
  rerunRun(parts),
  uploadArtifact(parts),
  probeTarget(parts),
  checkTarget(parts),
  getRunnerEnvironments(parts),
  healthCheck(parts),
];
