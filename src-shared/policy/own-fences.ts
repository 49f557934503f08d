/** Fences that no policy can take down: what nobody's commands and file tools may see, and what they may see but never change. */

/** Keys, tokens and what agent programs are told, below the home folder. They are out of reach whether they exist yet or not. */
export const privatePlaces: readonly string[] = [
  // Keys and tokens.
  '.ssh',
  '.gnupg',
  '.aws',
  '.azure',
  '.config/gcloud',
  '.kube',
  '.docker',
  '.netrc',
  '.npmrc',
  '.yarnrc.yml',
  '.pypirc',
  '.pgpass',
  '.my.cnf',
  '.git-credentials',
  '.config/git/credentials',
  '.config/gh',
  '.config/glab-cli',
  '.config/hub',
  '.config/op',
  '.config/rclone',
  '.config/sops',
  '.config/containers/auth.json',
  '.cargo/credentials',
  '.cargo/credentials.toml',
  '.gem/credentials',
  '.terraform.d/credentials.tfrc.json',
  '.vault-token',
  '.password-store',
  '.local/share/keyrings',
  'Library/Keychains',
  // What other agent programs and editors are told, and the tokens that they were given.
  '.claude',
  '.claude.json',
  '.codex',
  '.cursor',
  '.gemini',
  '.copilot',
  '.codeium',
  '.continue',
  '.config/Claude',
  '.config/Code/User/mcp.json',
  '.config/Cursor',
  '.config/github-copilot',
  '.config/zed',
  'Library/Application Support/Claude',
  'Library/Application Support/Code/User/mcp.json',
  'Library/Application Support/Cursor',
  'AppData/Roaming/Claude',
  'AppData/Roaming/Code/User/mcp.json',
  'AppData/Roaming/Cursor',
  // Browser profiles.
  '.mozilla',
  '.config/google-chrome',
  '.config/chromium',
  '.config/BraveSoftware',
  '.config/microsoft-edge',
  'Library/Application Support/Google/Chrome',
  'Library/Application Support/Firefox',
];

/**
 * What programs outside act on by themselves, in the home folder: a shell reads its start-up file at the next login. It may be read where
 * the policy lets it, and is never written.
 */
export const guardedInHome: readonly string[] = [
  '.bashrc',
  '.bash_profile',
  '.bash_login',
  '.bash_logout',
  '.profile',
  '.zshrc',
  '.zshenv',
  '.zprofile',
  '.zlogin',
  '.inputrc',
  '.gitconfig',
  '.config/git',
  '.config/fish',
  '.config/autostart',
  '.config/systemd',
  '.config/environment.d',
  '.local/bin',
  '.pam_environment',
  '.xprofile',
  '.xsessionrc',
  'Library/LaunchAgents',
];

/** The same in a project’s own folder: agent programs, editors and direnv obey these files when the person opens the project. */
export const guardedInProject: readonly string[] = [
  '.claude',
  '.codex',
  '.cursor',
  '.gemini',
  '.mcp.json',
  '.vscode',
  '.idea',
  '.envrc',
];

/** The same in a repository’s `.git`: git runs hooks, and programs that its configuration names. */
export const guardedInGit: readonly string[] = ['hooks', 'config', 'config.worktree', 'commondir'];
