/** A repository with one commit to push and a bare remote to push it to, in the app's workspace. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface GitWorkspace {
  readonly proj: string;
  /** Subjects of the commits that arrived at the remote. */
  pushed(): readonly string[];
}

export function makeGitWorkspace(workspace: string, name = 'proj'): GitWorkspace {
  const [proj, remote] = [join(workspace, name), join(workspace, `${name}-remote.git`)];
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=Anna', '-c', 'user.email=anna@example.invalid', ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  git('init', '--quiet', '--bare', '--initial-branch=main', remote);
  git('init', '--quiet', '--initial-branch=main', proj);
  git('-C', proj, 'remote', 'add', 'origin', remote);
  writeFileSync(join(proj, 'README.md'), '# Proj\n');
  git('-C', proj, 'add', '.');
  git('-C', proj, 'commit', '--quiet', '--message', 'Start');
  return {
    proj,
    pushed() {
      try {
        return git('-C', remote, 'log', '--format=%s', 'main').trim().split('\n');
      } catch {
        return [];
      }
    },
  };
}

export const GIT_POLICY = `version: 1
commands:
  git:
    executable: /usr/bin/git
    sandbox: off
    rules:
      - verdict: allow
        args: ["status|log|diff", "..."]
        flags: { "--oneline": none, "--short": none, "-n": "<int:1-1000>" }
      - verdict: ask
        args: [push, "..."]
        flags: { "--force": none }
        because: publishes commits
  echo: { executable: /usr/bin/echo, sandbox: off, rules: [{ verdict: allow, args: ["..."] }] }
  head: { executable: /usr/bin/head, sandbox: off, rules: [{ verdict: allow, args: ["<path:read>"], flags: { "-c": "<int:1-2000000000>" } }] }
  sleep: { executable: /usr/bin/sleep, sandbox: off, rules: [{ verdict: allow, args: ["<int:0-1000>"] }] }
  date: { executable: /usr/bin/date, sandbox: off, rules: [{ verdict: ask, args: ["..."] }] }
paths:
  read: ["WORKSPACE/**", "/dev/zero"]
  write: ["WORKSPACE/**"]
`;
