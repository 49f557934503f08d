/**
 * The policy that a new data folder starts with: looking is allowed, changing a repository waits for a person, everything else is denied.
 * Only programs that are on this machine are listed; what needs the person's own credentials says that it runs without a sandbox.
 */
import { findProgram } from './find-program.ts';
import { type SandboxHere, saysOff, whyOff } from './sandbox-here.ts';

export interface StarterSurroundings {
  /** Without it, the usual fence counts as being there. */
  readonly sandbox?: SandboxHere;
  /** Where programs are looked for. */
  readonly folders?: readonly string[];
}

/** @returns the text of the starter policy for this machine */
export async function starterPolicy({ sandbox, folders }: StarterSurroundings = {}): Promise<string> {
  const commands: string[] = [];
  const isOff = saysOff(sandbox);
  for (const [name, rules] of starterCommands) {
    const executable = await findProgram(name, folders);
    if (executable === undefined) continue;
    const fence = isOff ? '    sandbox: off\n' : '';
    commands.push(`  ${quotedName(name)}:\n    executable: ${executable}\n${fence}${rules}`);
  }
  const why = isOff && sandbox !== undefined ? whyOff(sandbox).map((line) => `# ${line}\n`) : [];
  const list = commands.length === 0 ? 'commands: {}\n' : `commands:\n${commands.join('\n')}`;
  return `${opening}\n${why.join('')}${list}`;
}

/** YAML takes a bare `true` for something else than a name. */
const quotedName = (name: string): string => (name === 'true' || name === 'false' ? `"${name}"` : name);

const opening = `# What agents may do on this machine. What is not allowed here is denied; deny wins over ask, and ask over allow.
# Write it in the app, or here: a change made here waits until you accept it (\`countersign policy accept\`).
# A file with a mistake is refused, and the last good one stays in force.
# \`countersign policy check FILE\` says what is wrong; \`countersign why -- git push\` says which rule decides.
version: 1

paths:
  # Where commands may be started and files read. "~" alone is the home folder itself without what is in it.
  read:
    - "~"
    # Git's settings of yours, without which it can make no commit.
    - ~/.gitconfig
    - ~/.config/git/config
    - ~/.config/git/ignore
    - ~/projects/**
    - ~/code/**
    - ~/src/**
    - ~/dev/**
    - ~/work/**
    - ~/workspace/**
    - ~/repos/**
    - ~/git/**
  # Where files may be written.
  write:
    - ~/projects/**
    - ~/code/**
    - ~/src/**
    - ~/dev/**
    - ~/work/**
    - ~/workspace/**
    - ~/repos/**
    - ~/git/**
  # Never, whatever stands above. Without a sandbox, a program that looks for files by itself does not keep to this.
  # Keys, agents' settings, and what shells and git run by themselves are guarded in any case.
  blocked:
    # Keys and passwords.
    - "**/.ssh/**"
    - "**/.gnupg/**"
    - "**/.aws/**"
    - "**/.azure/**"
    - "**/.config/gcloud/**"
    - "**/.kube/**"
    - "**/.docker/**"
    - "**/.env"
    - "**/.env.*"
    - "**/.envrc"
    - "**/.netrc"
    - "**/.npmrc"
    - "**/.pypirc"
    - "**/.git-credentials"
    - "**/.config/git/credentials"
    - "**/.config/gh/**"
    - "**/.password-store/**"
    - "**/.local/share/keyrings/**"
    - "**/Library/Keychains/**"
    - "**/*.pem"
    - "**/id_rsa"
    - "**/id_ed25519"
    # Browser profiles.
    - "**/.mozilla/**"
    - "**/.config/google-chrome/**"
    - "**/.config/chromium/**"
    - "**/.config/BraveSoftware/**"
    - "**/.config/microsoft-edge/**"
    - "**/Library/Application Support/**"
    - "**/AppData/**"
    # What other agents are told, and what was typed.
    - "**/.claude/**"
    - "**/.claude.json"
    - "**/.codex/**"
    - "**/.cursor/**"
    - "**/.gemini/**"
    - "**/.bash_history"
    - "**/.zsh_history"
`;

const git = `    # Git runs what a repository's own configuration names (hooks, file monitors); outside a sandbox only where you trust it.
    rules:
      - verdict: allow
        args: ["status|log|show|shortlog|describe|rev-parse|ls-files|ls-tree|cat-file|merge-base|count-objects", "..."]
        global_flags: { "--no-pager": none, "--no-optional-locks": none }
        flags:
          "-<int:1-10000>": none
          "-n": "<int:1-10000>"
          "--max-count": "<int:1-10000>"
          "--skip": "<int:0-1000000>"
          "--oneline": none
          "--graph": none
          "--all": none
          "--stat": none
          "--shortstat": none
          "--numstat": none
          "--name-only": none
          "--name-status": none
          "-p": none
          "--patch": none
          "--no-patch": none
          "--since": "<text>"
          "--until": "<text>"
          "--author": "<text>"
          "--grep": "<text>"
          "--follow": none
          "--reverse": none
          "--merges": none
          "--no-merges": none
          "--first-parent": none
          "--decorate": none
          "--abbrev-commit": none
          "--pretty=": "<text>"
          "--format=": "<text>"
          "--date=": "<text>"
          "--color=": "never|auto|always"
          "--no-color": none
          "-s": none
          "--short": none
          "-b": none
          "--branch": none
          "--porcelain": none
          "--porcelain=": "v1|v2"
          "-z": none
          "-u": none
          "--show-toplevel": none
          "--show-current": none
          "--abbrev-ref": none
          "--verify": none
          "--tags": none
          "--always": none
          "--dirty": none
        examples:
          match: [[git, status], [git, log, --oneline, -n, "5"], [git, --no-pager, log, "-20"], [git, show, "HEAD~1:README.md"]]
          not_match:
            - [git, -c, core.pager=x, log]
            - [git, log, --output=/tmp/x]
            - [git, -C, /tmp, status]
            - [git, push]
      - verdict: allow
        # Its arguments are checked as paths, because git diff compares any two files that it is given.
        args: [diff, "<path:read>..."]
        global_flags: { "--no-pager": none }
        flags:
          "--stat": none
          "--numstat": none
          "--name-only": none
          "--name-status": none
          "--cached": none
          "--staged": none
          "-w": none
          "--no-color": none
          "--word-diff": none
          "-U": "<int:0-1000>"
        examples:
          match: [[git, diff], [git, diff, --staged, --stat], [git, diff, HEAD~1, --, src/app.ts]]
          not_match: [[git, diff, /etc/hostname, /etc/shadow], [git, diff, --no-index, a, b], [git, diff, --ext-diff]]
      - verdict: allow
        args: ["branch|remote|tag|reflog"]
        global_flags: { "--no-pager": none }
        flags: { "-a": none, "--all": none, "-r": none, "-v": none, "--show-current": none, "-l": none, "--list": none }
        examples:
          match: [[git, branch, --show-current], [git, remote, -v]]
          not_match: [[git, branch, new], [git, branch, -D, old], [git, tag, v1]]
      - verdict: allow
        args: ["stash|worktree", list]
        examples: { match: [[git, stash, list]], not_match: [[git, stash, drop]] }
      - verdict: ask
        args: ["add|commit|restore|switch|checkout|merge|rebase|cherry-pick|revert|reset|mv|rm|init", "..."]
        because: changes the repository
        examples: { match: [[git, commit, -m, message]], not_match: [[git, status]] }
      - verdict: ask
        # Your keys are out of a sandbox's reach, so what needs them runs without one.
        sandbox: off
        args: ["fetch|pull|clone|ls-remote", "..."]
        because: reaches another machine with your keys, without a sandbox
      - verdict: ask
        sandbox: off
        args: [push, "..."]
        because: publishes commits with your keys, without a sandbox
        examples: { match: [[git, push], [git, push, --force, origin, main]] }
`;

const readsFiles = (flags: string, examples: string): string => `    rules:
      - verdict: allow
        args: ["<path:read>..."]
        flags: { ${flags} }
        examples: { ${examples} }
`;

const plain = (flags: string): string => `    rules:
      - { verdict: allow, args: []${flags === '' ? '' : `, flags: { ${flags} }`} }
`;

const bare = (...flags: readonly string[]): string => flags.map((flag) => `"${flag}": none`).join(', ');

const starterCommands: ReadonlyMap<string, string> = new Map([
  ['git', git],
  [
    'ls',
    readsFiles(
      bare(
        '-l',
        '-a',
        '-A',
        '-h',
        '-1',
        '-d',
        '-t',
        '-r',
        '-S',
        '-F',
        '-R',
        '-i',
        '--all',
        '--almost-all',
        '--human-readable',
      ),
      'match: [[ls], [ls, -la, src]], not_match: [[ls, /root/.ssh], [ls, ../other]]',
    ),
  ],
  [
    'cat',
    readsFiles(
      bare('-n', '-b', '-A', '-s'),
      'match: [[cat, README.md]], not_match: [[cat, /etc/shadow], [cat, .env], [cat, ../x]]',
    ),
  ],
  [
    'head',
    readsFiles(
      '"-n": "<int:0-100000>", "-c": "<int:0-10000000>", "-<int:0-100000>": none, "-q": none',
      'match: [[head, "-20", a.txt], [head, -n, "5", a.txt]], not_match: [[head, /etc/shadow]]',
    ),
  ],
  [
    'tail',
    readsFiles(
      '"-n": "<int:0-100000>", "-c": "<int:0-10000000>", "-<int:0-100000>": none, "-q": none',
      'match: [[tail, -n20, a.log]], not_match: [[tail, -f, a.log]]',
    ),
  ],
  [
    'wc',
    readsFiles(bare('-l', '-w', '-c', '-m', '-L'), 'match: [[wc, -l, a.txt]], not_match: [[wc, --files0-from=/etc/x]]'),
  ],
  [
    'grep',
    `    rules:
      - verdict: allow
        # Not recursive: it would look into files that are blocked above.
        args: ["<text>", "<path:read>..."]
        flags:
          { ${bare('-n', '-i', '-v', '-w', '-x', '-c', '-l', '-L', '-o', '-h', '-H', '-s', '-E', '-F', '-P', '--no-color')},
            "-A": "<int:0-1000>", "-B": "<int:0-1000>", "-C": "<int:0-1000>", "-m": "<int:1-100000>", "--color=": "never|auto|always" }
        examples: { match: [[grep, -n, word, a.txt]], not_match: [[grep, -r, word, .], [grep, -f, /etc/shadow, a.txt]] }
`,
  ],
  ['pwd', plain('')],
  [
    'date',
    `    rules:
      - { verdict: allow, args: [], flags: { "-u": none, "-R": none, "-I": none, "--iso-8601=": "date|hours|minutes|seconds|ns" } }
      - verdict: allow
        # An argument without "+" would set the clock.
        args: ['<pattern:\\+.{1,100}>']
        flags: { "-u": none }
        examples: { match: [[date, -u, +%F]], not_match: [[date, "01011200"], [date, -s, tomorrow]] }
`,
  ],
  ['echo', `    rules:\n      - { verdict: allow, args: ["..."], flags: { "-n": none } }\n`],
  ['uname', plain(bare('-a', '-s', '-n', '-r', '-v', '-m', '-p', '-o'))],
  ['whoami', plain('')],
  ['uptime', plain(bare('-p', '-s'))],
  ['true', plain('')],
]);
