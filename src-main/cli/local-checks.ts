/** What the doctor can see without a running host: the data folder, the policy, the audit log, Node and Electron. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { verifyAudit } from '#host/records/index.ts';
import { layOut } from '#host/storage/index.ts';
import type { DoctorCheck } from '#shared/contract/index.ts';
import type { Product } from './command-context.ts';
import { desktopObstacle, findElectron } from './electron-binary.ts';
import { readAndCheckPolicy } from './read-policy.ts';
import type { Terminal } from './terminal.ts';
import { codeOf, Failed } from './usage.ts';

const NEEDED_NODE = 24;
const OTHERS_MAY = 0o077;

type Where = Pick<Terminal, 'env' | 'platform' | 'uid' | 'homeDir' | 'cwd'>;
const ok = (name: string, found: string): DoctorCheck => ({ name, state: 'ok', found, fix: null });

/** Checks of this machine and installation: true whether a host runs or not. */
export function installationChecks(terminal: Where, product: Product, nodeVersion: string): readonly DoctorCheck[] {
  return [nodeCheck(nodeVersion), desktopCheck(terminal, product)];
}

/** Checks of the data folder, for when no host runs that could speak for it. */
export async function folderChecks(terminal: Where, dataDir: string): Promise<readonly DoctorCheck[]> {
  const folder = await dataFolderCheck(terminal, dataDir);
  if (folder.state !== 'ok') return [folder];
  const file = resolve(terminal.cwd, terminal.env.COUNTERSIGN_POLICY || join(dataDir, 'policy.yaml'));
  return [folder, await policyCheck(file, dataDir, terminal.homeDir), await auditCheck(layOut(dataDir).audit)];
}

function nodeCheck(version: string): DoctorCheck {
  const major = Number(version.split('.')[0]);
  if (major >= NEEDED_NODE) return ok('Node', version);
  return {
    name: 'Node',
    state: 'problem',
    found: `${version}, older than ${NEEDED_NODE}`,
    fix: `Install Node ${NEEDED_NODE}, or run npm install again.`,
  };
}

function desktopCheck(terminal: Where, { projectRoot }: Product): DoctorCheck {
  const name = 'Desktop app';
  const binary = findElectron({ projectRoot, env: terminal.env });
  const obstacle = binary.found ? desktopObstacle(terminal) : binary.why;
  if (binary.found && obstacle === null) return ok(name, binary.path);
  return {
    name,
    state: 'warning',
    found: `Countersign runs headless here: ${obstacle}.`,
    fix: binary.found
      ? null
      : 'For the desktop app, run node_modules/electron/install.js once with the network reachable.',
  };
}

async function dataFolderCheck({ platform, uid }: Where, dataDir: string): Promise<DoctorCheck> {
  const name = 'Data folder';
  try {
    const found = await stat(dataDir);
    if (!found.isDirectory())
      return { name, state: 'problem', found: `${dataDir} is not a folder.`, fix: 'Choose another with --data-dir.' };
    if (uid !== undefined && found.uid !== uid) {
      return {
        name,
        state: 'problem',
        found: `${dataDir} belongs to user ${found.uid}.`,
        fix: 'Choose your own with --data-dir.',
      };
    }
    if (platform !== 'win32' && (found.mode & OTHERS_MAY) !== 0) {
      return { name, state: 'problem', found: `${dataDir} is open to other users.`, fix: `chmod 700 ${dataDir}` };
    }
    return ok(name, dataDir);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return {
      name,
      state: 'warning',
      found: `${dataDir} is not there yet.`,
      fix: 'It is made at the first start: npm start',
    };
  }
}

async function policyCheck(file: string, dataDir: string, homeDir: string): Promise<DoctorCheck> {
  const name = 'Policy';
  try {
    const { problems } = await readAndCheckPolicy({ file, dataDir, homeDir });
    const [first] = problems;
    if (first === undefined) return ok(name, `${file} is a policy without problems.`);
    return {
      name,
      state: 'problem',
      found: `${file}:${first.line}:${first.column}: ${first.message}`,
      fix: `Mend the file; \`countersign policy check ${file}\` lists all that is wrong.`,
    };
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    return {
      name,
      state: 'problem',
      found: error.message,
      fix: 'Name another with --policy or COUNTERSIGN_POLICY; one with safe content is written at the start where none is.',
    };
  }
}

async function auditCheck(folder: string): Promise<DoctorCheck> {
  const name = 'Audit log';
  try {
    const { integrity, completeness, records, problem } = await verifyAudit([folder]);
    if (integrity === 'broken' || completeness === 'cut') {
      return {
        name,
        state: 'problem',
        found: problem ?? 'It was changed.',
        fix: 'Keep a copy of the audit folder, and find out who could write to it.',
      };
    }
    return problem === null
      ? ok(name, `${records} records, each linked to the one before.`)
      : {
          name,
          state: 'warning',
          found: problem,
          fix: 'Start Countersign: it signs the end of the log when it stops.',
        };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return {
      name,
      state: 'warning',
      found: 'There is no audit log yet.',
      fix: 'It is begun at the first start: npm start',
    };
  }
}
