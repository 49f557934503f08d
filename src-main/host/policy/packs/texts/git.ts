/** Git: looking, and looking with changes on a person's word. */

const looking = `      - verdict: allow
        args: ["status|log|show|shortlog|describe|rev-parse|ls-files|ls-tree|merge-base", "..."]
        because: looks at the repository and changes nothing in it
        global_flags: { "--no-pager": none, "--no-optional-locks": none }
        flags:
          "-<int:1-10000>": none
          "-n": "<int:1-10000>"
          "--max-count": "<int:1-10000>"
          "--oneline": none
          "--graph": none
          "--all": none
          "--stat": none
          "--name-only": none
          "--name-status": none
          "-p": none
          "--since": "<text>"
          "--until": "<text>"
          "--author": "<text>"
          "--grep": "<text>"
          "--reverse": none
          "--no-merges": none
          "--abbrev-ref": none
          "--show-toplevel": none
          "-s": none
          "--short": none
          "-b": none
          "--porcelain": none
          "--tags": none
        examples:
          match: [[git, status], [git, log, --oneline, -n, "5"], [git, --no-pager, log, "-20"], [git, show, "HEAD~1"]]
          not_match: [[git, -c, core.pager=x, log], [git, log, --output=/tmp/x], [git, -C, /tmp, status], [git, push]]
      - verdict: allow
        # git diff compares any two files that it is given, so its arguments are checked as paths.
        args: [diff, "<path:read>..."]
        because: shows what changed and changes nothing
        global_flags: { "--no-pager": none }
        flags: { "--stat": none, "--name-only": none, "--name-status": none, "--cached": none, "--staged": none, "-w": none }
        examples:
          match: [[git, diff], [git, diff, --staged, --stat], [git, diff, HEAD~1, --, src/app.ts]]
          not_match: [[git, diff, /etc/hostname, /etc/shadow], [git, diff, --no-index, a, b], [git, diff, --ext-diff]]
      - verdict: allow
        args: ["branch|remote|tag"]
        because: lists branches, remotes and tags
        global_flags: { "--no-pager": none }
        flags: { "-a": none, "-r": none, "-v": none, "--show-current": none, "--list": none }
        examples:
          match: [[git, branch, --show-current], [git, remote, -v]]
          not_match: [[git, branch, new], [git, branch, -D, old], [git, tag, v1]]
`;

const open = `  git:
    executable: /usr/bin/git
    # Git runs what a repository's own configuration names (hooks, file monitors); outside a sandbox only where you trust it.
    rules:
`;

export const gitPack = {
  id: 'git-read-only',
  title: 'Git, read-only',
  sentence: 'Agents may look at status, history and differences; nothing in a repository changes.',
  commands: open + looking,
};

export const gitPushPack = {
  id: 'git-ask-push',
  title: 'Git, changes on approval',
  sentence: 'Agents may look; commits, fetches and pushes wait for you.',
  commands: `${open}${looking}      - verdict: ask
        args: ["add|commit|restore|switch|checkout|merge|rebase|cherry-pick|revert|reset|stash|mv|rm", "..."]
        because: changes the repository
        examples: { match: [[git, commit, -m, message], [git, reset, --hard]], not_match: [[git, status]] }
      - verdict: ask
        # Your keys are out of a sandbox's reach, so what needs them runs without one.
        sandbox: off
        args: ["fetch|pull|clone|ls-remote", "..."]
        because: reaches another machine with your keys, without a sandbox
        examples: { match: [[git, fetch], [git, pull, origin, main]], not_match: [[git, log]] }
      - verdict: ask
        sandbox: off
        args: [push, "..."]
        because: publishes commits with your keys, without a sandbox; forced, it also takes away those of others
        examples: { match: [[git, push], [git, push, origin, main]], not_match: [[git, status]] }
`,
};
