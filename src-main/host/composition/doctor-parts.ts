/** What the doctor looks at that the policy in force names: programs, and users that commands are to run as. */
import type { CommandTerms, CompiledPolicy } from '#shared/policy/compiled-policy.ts';
import type { DoctorSlice } from '../api/doctor.ts';
import { examineRunAs, type FilePins } from '../engines/process/index.ts';

type Parts = Pick<DoctorSlice, 'executables' | 'tryExecutable' | 'examineRunAs'>;

export function doctorParts(
  current: () => CompiledPolicy,
  machine: { readonly cannotRunAs: string | null },
  pins: Pick<FilePins, 'pinFile'>,
): Parts {
  return {
    tryExecutable: (path) => pins.pinFile(path),
    executables: () => termsOf(current()).map(({ command, executable: path }) => ({ command, path })),
    examineRunAs: () => examineRunAs(usersOf(current()), machine.cannotRunAs),
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
