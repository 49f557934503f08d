/** The data folder: its layout, its modes, and who owns it. One host a folder. */

import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface DataFolder {
  readonly root: string;
  readonly policyHistory: string;
  readonly clients: string;
  readonly settings: string;
  readonly sessions: string;
  readonly audit: string;
  readonly runs: string;
  readonly content: string;
  /** Where a base image is made; not there most of the time. */
  readonly imageWork: string;
  /** What Podman makes containers from: a filter, a list of hosts, a resolver. */
  readonly podman: string;
  readonly artifacts: string;
  readonly transfers: string;
  readonly approvals: string;
  readonly sandbox: string;
  /** Of shells without a keychain; not there otherwise. */
  readonly secrets: string;
  readonly controlSocket: string;
  readonly bridgeSocket: string;
  readonly outputSocket: string;
  readonly lock: string;
}

/** Names every place in a data folder; touches nothing. Also used by the command line. */
export function layOut(root: string): DataFolder {
  return {
    root,
    policyHistory: join(root, 'policy-history'),
    clients: join(root, 'clients.json'),
    settings: join(root, 'settings.json'),
    sessions: join(root, 'sessions.json'),
    audit: join(root, 'audit'),
    runs: join(root, 'runs'),
    content: join(root, 'content'),
    imageWork: join(root, 'image-work'),
    podman: join(root, 'podman'),
    artifacts: join(root, 'artifacts'),
    transfers: join(root, 'transfers'),
    approvals: join(root, 'approvals.db'),
    sandbox: join(root, 'sandbox'),
    secrets: join(root, 'secrets'),
    controlSocket: socketPath(root, 'control'),
    bridgeSocket: socketPath(root, 'bridge'),
    outputSocket: socketPath(root, 'output'),
    lock: join(root, 'host.lock'),
  };
}

/** Windows has named pipes instead of socket files; their names are global, so the folder's hash keeps them apart. */
function socketPath(root: string, name: string): string {
  if (process.platform !== 'win32') return join(root, `${name}.sock`);
  return `\\\\.\\pipe\\countersign-${createHash('sha256').update(root).digest('hex').slice(0, 16)}-${name}`;
}

/**
 * Creates the folder (0700) if it is missing and checks that it is ours alone.
 * @throws Error with a sentence for the person: not a folder, a link, another user's, or not writable
 */
export async function openDataFolder(root: string): Promise<DataFolder> {
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Error(`The data folder ${root} cannot be made: ${sentence(cause)}. Choose another with --data-dir.`, {
      cause,
    });
  }
  const found = await lstat(root);
  if (!found.isDirectory()) {
    throw new Error(
      `The data folder ${root} is a ${found.isSymbolicLink() ? 'link' : 'file'}, and a folder was expected. Choose another with --data-dir.`,
    );
  }
  const uid = process.getuid?.();
  if (uid !== undefined && found.uid !== uid) {
    throw new Error(
      `The data folder ${root} belongs to user ${found.uid}, and Countersign runs as user ${uid}. Choose another with --data-dir.`,
    );
  }
  const folder = layOut(root);
  try {
    await chmod(root, 0o700);
    const { policyHistory, audit, runs, content, artifacts, transfers } = folder;
    for (const path of [policyHistory, audit, runs, content, artifacts, transfers]) {
      await mkdir(path, { recursive: true, mode: 0o700 });
    }
  } catch (cause) {
    throw new Error(
      `The data folder ${root} is not writable: ${sentence(cause)}. Mend its permissions or choose another with --data-dir.`,
      { cause },
    );
  }
  return folder;
}

const sentence = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
