/** What a person can do about a gVisor that starts nothing, by what was said of it; for causes that were met with a real one. */

const CAUSES: readonly { readonly said: RegExp; readonly fix: string }[] = [
  {
    // With `--platform=kvm` where the processor lets no virtual machines be made within this one.
    said: /^it hung/,
    fix: 'Until `sudo pkill runsc` ends it the engine cannot remove its container. See whether its platform works here, or give it another: `sudo runsc install -- --platform=ptrace --network=none`.',
  },
  {
    // Older ones take a file for a sign of the machine's own network that newer kernels show in every network.
    said: /cannot run with network enabled in root network namespace/,
    fix: 'This gVisor cannot lay its own network on this kernel, and solvers need none of it: `sudo runsc install -- --network=none`.',
  },
  {
    // `--oci-seccomp` of Debian 12: it knows `pselect6` by another name, and `clone3` is to look as if it were not there.
    said: /does not run in it/,
    fix: 'Take `--oci-seccomp` away if it has that: `sudo runsc install -- --platform=ptrace --network=none`.',
  },
  {
    said: /platform|kvm/i,
    fix: 'Give it a platform that works here: `sudo runsc install -- --platform=ptrace --network=none`.',
  },
];

const AFTERWARDS =
  'Then `sudo systemctl restart docker` and `countersign engine look`, which tries it once more. Processes named `runsc` that it left behind end with `sudo pkill runsc`, which ends every sandbox of gVisor’s.';

export const mendGvisor = (problem: string): string =>
  `${CAUSES.find(({ said }) => said.test(problem))?.fix ?? 'See what `sudo runsc do true` says, and mend that.'} ${AFTERWARDS}`;
