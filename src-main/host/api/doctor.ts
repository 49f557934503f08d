/** The doctor: what works, what does not, and the exact thing to do. Each check looks by trying. */
import type { DoctorCheck, PolicyStatus } from '#shared/contract/index.ts';
import type { AuditReport } from '#shared/model/index.ts';

export interface DoctorSlice {
  readonly policies: { status(): PolicyStatus };
  /** The programs that the policy in force names. */
  readonly executables: () => readonly { readonly command: string; readonly path: string }[];
  readonly records: { verify(): Promise<AuditReport> };
  readonly clients: { list(): readonly { readonly revoked: boolean }[] };
  /** Rejects with a sentence when a program cannot be used. */
  readonly tryExecutable: (path: string) => Promise<unknown>;
  /** What keeps the promises of plans. */
  readonly machine: { readonly sandbox: FoundState; readonly limits: FoundState };
  /** The users that the policy has commands run as. */
  readonly examineRunAs: () => Promise<readonly FoundState[]>;
  /** The container engine, its images, and what is known against them. */
  readonly examineContainers: () => Promise<readonly FoundState[]>;
  /** Checks that only the shell can make, e.g. of Electron. */
  readonly shellChecks: () => Promise<readonly DoctorCheck[]>;
}

interface FoundState {
  readonly found: string;
  readonly fix: string | null;
}

export async function examine(slice: DoctorSlice): Promise<readonly DoctorCheck[]> {
  return [
    policyCheck(slice.policies.status()),
    ...(await executableChecks(slice)),
    auditCheck(await slice.records.verify()),
    clientCheck(slice.clients.list().filter((client) => !client.revoked).length),
    foundCheck('Sandbox', slice.machine.sandbox),
    foundCheck('Limits', slice.machine.limits),
    ...(await slice.examineRunAs()).map((found) => foundCheck('Another user', found)),
    ...(await slice.examineContainers()).map((found) => foundCheck('Containers', found)),
    ...(await slice.shellChecks()),
  ];
}

/** What is missing here is refused where it is needed, so it is a warning: nothing runs without what it was promised. */
function foundCheck(name: string, { found, fix }: FoundState): DoctorCheck {
  const sentence = `${found.charAt(0).toUpperCase()}${found.slice(1)}`;
  return { name, state: fix === null ? 'ok' : 'warning', found: sentence, fix };
}

function policyCheck({ state, file, problems, version, outside_change }: PolicyStatus): DoctorCheck {
  if (state === 'ok') return { name: 'Policy', state: 'ok', found: `${file} is in force.`, fix: null };
  const [first] = problems;
  if (outside_change && first?.line === 0) {
    const inForce = version === 0 ? 'no version is in force' : `version ${version} stays in force`;
    return {
      name: 'Policy',
      state: 'warning',
      found: `${file} was changed outside the app; the change waits for you, and ${inForce}.`,
      fix: '`countersign policy outside` shows the change; `countersign policy accept` puts it in force, `countersign policy discard` undoes it.',
    };
  }
  const where = first === undefined ? '' : ` Line ${first.line}, column ${first.column}: ${first.message}`;
  return {
    name: 'Policy',
    state: 'problem',
    found:
      state === 'last-good'
        ? `${file} has problems; an earlier version is in force.${where}`
        : `${file} is not usable; everything is denied.${where}`,
    fix: '`countersign policy check FILE` says what is wrong. Mend the file in the app, or mend it and `countersign policy accept` it.',
  };
}

async function executableChecks({ executables, tryExecutable }: DoctorSlice): Promise<readonly DoctorCheck[]> {
  const checks = executables().map(async ({ command, path }): Promise<DoctorCheck> => {
    try {
      await tryExecutable(path);
      return { name: `Command ${command}`, state: 'ok', found: path, fix: null };
    } catch (error) {
      return {
        name: `Command ${command}`,
        state: 'problem',
        found: error instanceof Error ? error.message : String(error),
        fix: `Install it, or correct executable under commands.${command} in the policy.`,
      };
    }
  });
  return Promise.all(checks);
}

function auditCheck(report: AuditReport): DoctorCheck {
  const sound = report.integrity !== 'broken' && report.completeness !== 'cut';
  return {
    name: 'Audit log',
    state: sound ? 'ok' : 'problem',
    found: sound ? `${report.records} records, each linked to the one before.` : (report.problem ?? 'It was changed.'),
    fix: sound
      ? null
      : 'Keep a copy of the audit folder, and find out who could write to it. New records go on in a new file.',
  };
}

function clientCheck(count: number): DoctorCheck {
  return count > 0
    ? { name: 'Clients', state: 'ok', found: `${count} with a token.`, fix: null }
    : {
        name: 'Clients',
        state: 'warning',
        found: 'No agent has a token yet.',
        fix: 'Make one: countersign clients add NAME',
      };
}
