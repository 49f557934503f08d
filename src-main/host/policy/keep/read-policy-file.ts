/**
 * Reads the policy's file, and refuses what only pretends to be one. A symbolic link is followed where it ends at a plain file; the file
 * must belong to the user who runs Countersign (or to root) and must not be writable for everybody: whoever writes it decides.
 */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { MAX_POLICY_BYTES } from '../load/parse-yaml.ts';

export type PolicyFile =
  | { readonly state: 'missing' }
  | { readonly state: 'unusable'; readonly problem: string }
  /** It was being written while it was read. */
  | { readonly state: 'changing' }
  | { readonly state: 'ok'; readonly text: string };

export async function readPolicyFile(path: string): Promise<PolicyFile> {
  try {
    const target = await targetOf(path);
    if (typeof target !== 'string') return target;
    // Without O_NONBLOCK, opening a FIFO would wait for somebody to write into it.
    const file = await open(target, constants.O_RDONLY | constants.O_NONBLOCK | (constants.O_NOFOLLOW ?? 0));
    try {
      return await readChecked(file, path);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { state: 'missing' };
    const said = error instanceof Error ? error.message : String(error);
    return { state: 'unusable', problem: `${path} cannot be read: ${said}.` };
  }
}

async function targetOf(path: string): Promise<string | PolicyFile> {
  const found = await lstat(path);
  if (!found.isSymbolicLink()) return path;
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return { state: 'unusable', problem: `${path} is a link to something that does not exist.` };
  }
}

async function readChecked(file: FileHandle, path: string): Promise<PolicyFile> {
  const before = await file.stat({ bigint: true });
  const unusable = (problem: string): PolicyFile => ({ state: 'unusable', problem });
  if (before.isDirectory()) return unusable(`${path} is a folder, and a file was expected.`);
  if (!before.isFile()) return unusable(`${path} is not a plain file.`);
  const uid = process.getuid?.();
  if (uid !== undefined && before.uid !== BigInt(uid) && before.uid !== 0n) {
    return unusable(
      `${path} belongs to user ${before.uid}, and Countersign runs as user ${uid}. Its owner decides what agents may do: take it over with chown.`,
    );
  }
  if (process.platform !== 'win32' && (before.mode & 0o002n) !== 0n) {
    return unusable(`${path} can be written by everybody on this machine. Take that away: chmod o-w.`);
  }
  if (before.size > BigInt(MAX_POLICY_BYTES)) {
    return unusable(
      `${path} has ${before.size} bytes, and a policy has at most 1 MiB. Check that it is the right file.`,
    );
  }
  const bytes = await file.readFile();
  const after = await file.stat({ bigint: true });
  if (after.mtimeNs !== before.mtimeNs || after.size !== before.size || BigInt(bytes.length) !== after.size) {
    return { state: 'changing' };
  }
  try {
    return { state: 'ok', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return unusable(`${path} is not valid UTF-8 text. Save it as UTF-8.`);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
