/** A policy file's text, or why it cannot be one. Works without the host. */
import { readFile, stat } from 'node:fs/promises';
import { codeOf, Failed } from './usage.ts';

const MAX_POLICY_BYTES = 1024 * 1024;

/** @param path absolute, or as the person gave it; it is repeated in messages. @throws Failed with a sentence */
export async function readPolicyFile(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new Failed(`${path} is a folder; expected a policy file.`);
    // A device or pipe has no end to wait for.
    if (!found.isFile()) throw new Failed(`${path} is not an ordinary file; expected a policy file.`);
    if (found.size > MAX_POLICY_BYTES) {
      throw new Failed(`${path} has ${found.size} bytes; expected a policy of at most ${MAX_POLICY_BYTES}.`);
    }
    bytes = await readFile(path);
  } catch (cause) {
    throw cause instanceof Failed ? cause : new Failed(unreadable(path, codeOf(cause)), { cause });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Failed(`${path} is not UTF-8 text; expected a YAML file.`, { cause });
  }
}

function unreadable(path: string, code: string | undefined): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `There is no file ${path}.`;
    case 'EACCES':
    case 'EPERM':
      return `${path} may not be read by this user.`;
    default:
      return `${path} cannot be read (${code ?? 'for an unknown reason'}).`;
  }
}
