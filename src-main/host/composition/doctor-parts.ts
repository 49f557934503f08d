/** What the doctor looks at that the policy in force names: programs, users that commands are to run as, and the engine. */
import type { CommandTerms, CompiledPolicy } from '#shared/policy/compiled-policy.ts';
import type { DoctorSlice } from '../api/doctor.ts';
import type { ContainerRoom } from '../engines/container/index.ts';
import { examineRunAs, type FilePins } from '../engines/process/index.ts';

type Parts = Pick<DoctorSlice, 'executables' | 'tryExecutable' | 'examineRunAs' | 'examineContainers'>;

export function doctorParts(
  current: () => CompiledPolicy,
  machine: { readonly cannotRunAs: string | null },
  pins: Pick<FilePins, 'pinFile'>,
  containers: Pick<ContainerRoom, 'examine'>,
): Parts {
  return {
    tryExecutable: (path) => pins.pinFile(path),
    executables: () => termsOf(current()).map(({ command, executable: path }) => ({ command, path })),
    examineRunAs: () => examineRunAs(usersOf(current()), machine.cannotRunAs),
    examineContainers: () => containers.examine({ firewall: wantsFirewall(current()) }),
  };
}

/** What the policy says of each command when nobody in particular asks. */
function termsOf(policy: CompiledPolicy): readonly (CommandTerms & { readonly command: string })[] {
  return policy.commandNames.flatMap((command) => {
    const terms = policy.commandTerms([command], { name: 'doctor', claims: null });
    return terms === undefined ? [] : [{ command, ...terms }];
  });
}

const usersOf = (policy: CompiledPolicy): readonly { readonly command: string; readonly user: string }[] =>
  termsOf(policy).flatMap(({ command, runAs }) => (runAs === undefined ? [] : [{ command, user: runAs }]));

const wantsFirewall = ({ solvers }: CompiledPolicy): boolean =>
  [...solvers.languages.map((language) => solvers.terms(language)), solvers.probeTerms()].some(
    (terms) => terms?.firewall === 'iptables',
  );
