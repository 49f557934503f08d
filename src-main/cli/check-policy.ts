/** Checks a policy's text the way the host does at load, without a host. */
import { realpathSync } from 'node:fs';
import { compilePolicy } from '#host/policy/index.ts';
import type { PolicyProblem } from '#shared/contract/index.ts';

export interface PolicyFindings {
  readonly ok: boolean;
  readonly problems: readonly PolicyProblem[];
  readonly warnings: readonly PolicyProblem[];
}

export interface PolicyText {
  readonly text: string;
  /** Absolute. */
  readonly file: string;
  readonly dataDir: string;
  readonly homeDir: string;
}

export function checkPolicy({ text, file, dataDir, homeDir }: PolicyText): PolicyFindings {
  const result = compilePolicy(text, {
    file,
    version: 1,
    ownFolders: [dataDir],
    home: canonicalOrSame(homeDir),
  });
  return result.ok
    ? { ok: true, problems: [], warnings: result.warnings }
    : { ok: false, problems: result.problems, warnings: [] };
}

function canonicalOrSame(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
