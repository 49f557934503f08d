/** How a solver is started in each runner: one interpreter, the entry point by its whole path, its arguments. Nobody can change it. */
import type { SolverLanguage } from '../model/index.ts';

/** Where the package lies and the program starts. */
export const SOLVER_FOLDER = '/work';
/** What the program leaves here comes back. */
export const SOLVER_OUTPUT_FOLDER = '/work/out';
/** Not root; the images know it as an ordinary user. */
export const SOLVER_USER = '1000:1000';

/** The image of a runner where the policy names none: Countersign's own, built on this machine. */
export const runnerImage = (language: SolverLanguage): string => `countersign/runner-${language}:local`;

/** The runner that a probe takes: its program is Countersign's own and small, and the largest image is not fetched for it. */
export const probeRunner = (listed: readonly SolverLanguage[]): SolverLanguage =>
  listed.find((language) => language !== 'sage') ?? 'python';

const interpreters: Readonly<Record<SolverLanguage, string>> = {
  python: '/usr/bin/python3',
  pwn: '/usr/bin/python3',
  sage: '/usr/bin/sage',
  forensics: '/usr/bin/python3',
};

/** A whole path cannot be taken for an option, whatever the file is called. */
export const solverArgv = (
  language: SolverLanguage,
  entrypoint: string,
  args: readonly string[],
): readonly string[] => [interpreters[language], `${SOLVER_FOLDER}/${entrypoint}`, ...args];

/** Set by Countersign from the pinned target; no agent can set one. */
export const TARGET_VARIABLES: ReadonlySet<string> = new Set(['CTF_HOST', 'CTF_PORT', 'TARGET_HOST', 'TARGET_PORT']);
