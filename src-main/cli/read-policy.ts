/** Reads and checks a policy file the way the host does at load, without a host. */
import { realpathSync } from 'node:fs';
import { compilePolicy, findProgramNow, type PolicyCheck, readPolicyFile, realBase } from '#host/policy/index.ts';
import { Failed } from './usage.ts';

export interface PolicyPlace {
  /** Absolute. */
  readonly file: string;
  readonly dataDir: string;
  readonly homeDir: string;
}

/** @throws Failed with a sentence when there is no text to check: no file, a folder, too big, not UTF-8, not one's own */
export async function readAndCheckPolicy({ file, dataDir, homeDir }: PolicyPlace): Promise<PolicyCheck> {
  const text = await readPolicyText(file);
  const home = canonicalOrSame(homeDir);
  const machine = { canonicalBase: realBase, findProgram: findProgramNow };
  const result = compilePolicy(text, { file, version: 1, ownFolders: [dataDir], home, ...machine });
  return result.ok
    ? { ok: true, problems: [], warnings: result.warnings }
    : { ok: false, problems: result.problems, warnings: [] };
}

/** @throws Failed as above */
export async function readPolicyText(file: string): Promise<string> {
  const found = await readPolicyFile(file);
  switch (found.state) {
    case 'missing':
      throw new Failed(`There is no file ${file}.`);
    case 'unusable':
      throw new Failed(found.problem);
    case 'changing':
      throw new Failed(`${file} was being written while it was read. Try again.`);
    case 'ok':
      return found.text;
    default:
      return found satisfies never;
  }
}

function canonicalOrSame(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
