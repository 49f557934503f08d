/** Brings what the tests need onto a bare Debian machine, or says what to install. Nothing is skipped silently. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

interface Need {
  readonly program: string;
  readonly debianPackage: string;
  readonly why: string;
  /** What starts a service where it is installed, or is large: brought along in CI alone. Elsewhere its tests say that they are skipped. */
  readonly onlyInCi?: true;
}

const NEEDS: readonly Need[] = [
  { program: '/usr/bin/chromium', debianPackage: 'chromium', why: 'the browser tests' },
  { program: '/usr/bin/git', debianPackage: 'git', why: 'the commands that the tests let an agent run' },
  { program: '/usr/bin/bwrap', debianPackage: 'bubblewrap', why: 'the sandbox around commands' },
  { program: '/usr/bin/setpriv', debianPackage: 'util-linux', why: 'the sandbox around commands' },
  { program: '/usr/bin/perl', debianPackage: 'perl-base', why: 'the sandbox around commands' },
  { program: '/usr/sbin/dockerd', debianPackage: 'docker.io', why: 'the container engine' },
  {
    program: '/usr/sbin/debootstrap',
    debianPackage: 'debootstrap',
    why: 'the base of the images, where none can be pulled',
  },
  { program: '/usr/bin/openssl', debianPackage: 'openssl', why: 'an engine over TLS', onlyInCi: true },
  { program: '/usr/bin/podman', debianPackage: 'podman', why: 'an engine that is not Docker', onlyInCi: true },
  { program: '/usr/bin/catatonit', debianPackage: 'catatonit', why: 'containers in Podman', onlyInCi: true },
  { program: '/usr/bin/runsc', debianPackage: 'runsc', why: 'solvers behind gVisor', onlyInCi: true },
  { program: '/usr/sbin/iptables-restore', debianPackage: 'iptables', why: 'the second wall', onlyInCi: true },
  { program: '/usr/bin/nsenter', debianPackage: 'util-linux', why: 'the second wall', onlyInCi: true },
  { program: '/usr/sbin/ip', debianPackage: 'iproute2', why: 'the second wall', onlyInCi: true },
  { program: '/usr/sbin/sshd', debianPackage: 'openssh-server', why: 'an engine over SSH', onlyInCi: true },
];

/** @throws Error with the exact command when something is missing and cannot be installed from here */
export function installMissing({ hasEngine }: { readonly hasEngine: boolean }): void {
  const missing = NEEDS.filter(
    ({ program, debianPackage, onlyInCi }) =>
      !existsSync(program) &&
      !(onlyInCi === true && process.env.CI !== 'true') &&
      !(debianPackage === 'chromium' && process.env.COUNTERSIGN_CHROMIUM) &&
      !(hasEngine && ['docker.io', 'debootstrap'].includes(debianPackage)),
  );
  if (missing.length === 0) return;
  const packages = missing.map((need) => need.debianPackage);
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const asRoot = process.getuid?.() === 0 ? [] : existsSync('/usr/bin/sudo') ? ['sudo', '-n'] : undefined;
  if (!existsSync('/usr/bin/apt-get') || asRoot === undefined) {
    const reasons = missing.map((need) => `${need.program} (for ${need.why})`).join(', ');
    throw new Error(`The tests need ${reasons}. On Debian: sudo ${command}`);
  }
  process.stderr.write(`Installing for the tests: ${packages.join(', ')}\n`);
  run([...asRoot, 'apt-get', 'update', '-qq']);
  run([...asRoot, ...command.split(' ')]);
}

function run([program = '', ...args]: readonly string[]): void {
  const { status } = spawnSync(program, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status ?? 'a signal'}`);
}
