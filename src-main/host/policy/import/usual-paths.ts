/** Where commands may be started when the source says nothing of folders: where code usually lies; keys and passwords are out of reach. */
import type { Draft } from './draft.ts';

const FOLDERS = ['projects', 'code', 'src', 'dev', 'work', 'workspace', 'repos', 'git'];
const SECRETS = [
  '**/.ssh/**',
  '**/.gnupg/**',
  '**/.aws/**',
  '**/.azure/**',
  '**/.kube/**',
  '**/.docker/**',
  '**/.config/gcloud/**',
  '**/.config/gh/**',
  '**/.env',
  '**/.env.*',
  '**/.netrc',
  '**/.npmrc',
  '**/.pypirc',
  '**/.git-credentials',
  '**/*.pem',
  '**/id_rsa',
  '**/id_ed25519',
];

export function addUsualPaths(draft: Draft): void {
  const from = 'not in the source: where code usually lies; change it to your own folders';
  for (const folder of FOLDERS) draft.path('read', `~/${folder}/**`, from);
  for (const glob of SECRETS) draft.path('blocked', glob, 'not in the source: keys and passwords');
}
