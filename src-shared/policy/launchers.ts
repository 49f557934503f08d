/**
 * Programs whose job, or one of whose jobs, is to run other programs or code: shells, interpreters, wrappers, package managers, build
 * tools, editors. A rule that allows one with arguments of the agent's choosing allows everything, so such a rule asks at best.
 */
const groups: readonly string[] = [
  // Shells.
  'sh bash zsh dash fish ash ksh mksh csh tcsh rbash rksh elvish nu xonsh busybox toybox pwsh powershell cmd wsl',
  // Interpreters and languages that run what they are given.
  'python pypy ipython node nodejs deno bun tsx ts-node perl ruby irb jruby php lua luajit tclsh wish expect awk gawk mawk nawk sed gsed',
  'R Rscript julia groovy java jshell kotlin scala elixir iex erl escript ghci runghc runhaskell racket guile sbcl clisp clojure clj bb ocaml',
  'swift go dart osascript cscript wscript mshta rundll32 gdb lldb sqlite3 psql mysql octave m4 bc dc',
  // Wrappers.
  'env nice ionice chrt taskset nohup timeout gtimeout time stdbuf setsid unbuffer script watch entr parallel xargs find fd rush',
  'sudo doas su pkexec run0 runuser setpriv capsh chroot unshare nsenter proot fakeroot fakechroot setarch linux32 linux64 ltrace strace valgrind perf',
  'flock at batch crontab systemd-run systemctl launchctl ssh sshpass mosh screen tmux byobu dbus-run-session xvfb-run start-stop-daemon',
  'bwrap firejail sandbox-exec docker podman nerdctl buildah lxc lxc-attach machinectl kubectl oc helm vagrant ansible terraform nix nix-shell guix direnv',
  // Package managers and build tools.
  'npm npx yarn pnpm pnpx bunx corepack nvm volta pip pipx uv uvx poetry pdm hatch tox nox conda mamba gem bundle bundler rake cargo rustup',
  'dotnet mvn mvnw gradle gradlew ant sbt lein make gmake bmake cmake ninja just task bazel bazelisk buck2 meson scons waf rebar3 mix stack cabal composer',
  'apt apt-get aptitude dpkg dnf yum rpm zypper pacman yay apk brew port snap flatpak winget choco scoop',
  // Editors and pagers that have a shell inside.
  'vi vim nvim view ex ed emacs emacsclient nano pico micro helix hx less more most man info',
];

const names: ReadonlySet<string> = new Set(groups.flatMap((group) => group.split(' ')));

/** @param candidates the command's name and its program's; a version at the end (`python3.12`) and `.exe` do not matter */
export function launcherAmong(candidates: readonly string[]): string | null {
  for (const candidate of candidates) {
    const plain = candidate.toLowerCase().replace(/\.(?:exe|cmd|bat|com|sh|py)$/u, '');
    const unversioned = plain.replace(/[-.]?\d+(?:\.\d+)*$/u, '');
    for (const name of [candidate, plain, unversioned]) if (names.has(name)) return name;
  }
  return null;
}
