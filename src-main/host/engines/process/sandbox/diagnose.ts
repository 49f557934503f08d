/** From what bubblewrap says of itself and what the kernel is set to: the cause, and the exact thing to do. Pure. */

export interface Diagnosis {
  readonly found: string;
  readonly fix: string;
}

/** Switches of the kernel that decide who may make user namespaces; `null` where a kernel has no such switch. */
export interface NamespaceSwitches {
  /** `kernel.apparmor_restrict_unprivileged_userns` */
  readonly restrictedByAppArmor: string | null;
  /** `kernel.unprivileged_userns_clone`, on older Debian kernels */
  readonly unprivilegedClone: string | null;
  /** `user.max_user_namespaces` */
  readonly most: string | null;
}

/** By tool: the packages that bring it. */
export const packagesOf: Readonly<Record<string, { readonly debian: string; readonly fedora: string }>> = {
  '/usr/bin/bwrap': { debian: 'bubblewrap', fedora: 'bubblewrap' },
  '/usr/bin/perl': { debian: 'perl-base', fedora: 'perl-interpreter' },
  '/usr/bin/setpriv': { debian: 'util-linux', fedora: 'util-linux' },
};

export function diagnoseMissing(tools: readonly string[]): Diagnosis {
  const packages = (system: 'debian' | 'fedora'): string =>
    [...new Set(tools.map((tool) => packagesOf[tool]?.[system] ?? tool))].join(' ');
  return {
    found: `there is no ${tools.join(' and no ')}.`,
    fix: `Install it and start Countersign again: sudo apt-get install -y ${packages('debian')} (Debian, Ubuntu), sudo dnf install ${packages('fedora')} (Fedora).`,
  };
}

/** @param said what bubblewrap, or what runs in it, printed */
export function diagnoseFailure(said: string, switches: NamespaceSwitches): Diagnosis {
  const words = said.trim().split('\n').join(' ').slice(0, 300);
  if (/unknown option|--bind-fd|--ro-bind-fd/iu.test(said)) {
    return {
      found: `bubblewrap is too old (${words}).`,
      fix: 'Bring the system up to date: versions since 2024 close CVE-2024-42472, and have what is missing here (--bind-fd).',
    };
  }
  if (switches.most === '0') {
    return {
      found: `the kernel makes no user namespaces: user.max_user_namespaces is 0 (${words}).`,
      fix: 'sudo sysctl -w user.max_user_namespaces=15000, and start Countersign again. For good: the same setting in /etc/sysctl.d/60-userns.conf.',
    };
  }
  if (switches.unprivilegedClone === '0') {
    return {
      found: `the kernel makes user namespaces for root alone: kernel.unprivileged_userns_clone is 0 (${words}).`,
      fix: 'sudo sysctl -w kernel.unprivileged_userns_clone=1, and start Countersign again. For good: the same setting in /etc/sysctl.d/60-userns.conf.',
    };
  }
  if (switches.restrictedByAppArmor === '1' && /uid map|RTM_NEWADDR|Permission denied|not permitted/iu.test(said)) {
    return {
      found: `AppArmor keeps bubblewrap from making user namespaces, as Ubuntu does since 24.04 (${words}).`,
      fix: 'Load the profile that Ubuntu has for bubblewrap, and start Countersign again: sudo apt-get install -y apparmor-profiles && sudo install -m 0644 /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && sudo apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict',
    };
  }
  if (/mount proc|newroot\/proc/iu.test(said)) {
    return {
      found: `no /proc of its own can be mounted, as in a container whose /proc is masked (${words}).`,
      fix: 'Run Countersign outside of the container, or let the container mount one (docker run --security-opt systempaths=unconfined).',
    };
  }
  if (/creating new namespace|user namespace|uid map|clone|unshare/iu.test(said)) {
    return {
      found: `this system does not let bubblewrap make namespaces (${words}).`,
      fix: 'Inside a container, the container has to allow it (its seccomp profile, --cap-add SYS_ADMIN); otherwise ask whoever set up this machine.',
    };
  }
  return {
    found: `bubblewrap does not work here: ${words}`,
    fix: 'Read what it says; `bwrap --ro-bind / / true` tries it by hand.',
  };
}
