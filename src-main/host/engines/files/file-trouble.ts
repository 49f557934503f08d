/** What the file system said, as a refusal: a code, and a sentence that names the path as the agent knows it. */
import { Refused, RunInterrupted } from '#shared/model/index.ts';
import { MovedAway } from './anchor-folder.ts';

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';
export const isThere = (error: unknown): boolean => codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOTEMPTY';
/** The disk takes nothing more, or nothing at all. */
export const isFull = (error: unknown): boolean => ['EROFS', 'ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '');
export const isOtherDisk = (error: unknown): boolean => codeOf(error) === 'EXDEV';

/** @param shown the path as it was asked for. A refusal that came stays what it is; a mistake of ours stays an error. */
export function troubleWith(shown: string, error: unknown): unknown {
  if (error instanceof Refused) return error;
  if (error instanceof RunInterrupted || (error instanceof Error && error.name === 'AbortError')) {
    return new Refused('CANCELLED', { cause: error });
  }
  const path = JSON.stringify(shown);
  const refused = (code: ConstructorParameters<typeof Refused>[0], message: string): Refused =>
    new Refused(code, { message, cause: error });
  if (error instanceof MovedAway) {
    return refused('PLAN_DRIFT', `A folder on the way to ${path} was replaced while it was used.`);
  }
  switch (codeOf(error)) {
    case 'ENOENT':
      return refused('FILE_NOT_FOUND', `${path} does not exist.`);
    case 'ENOTDIR':
      return refused('FILE_UNUSABLE', `${path} or a part of it is a file, and a folder was expected.`);
    case 'EISDIR':
      return refused('FILE_UNUSABLE', `${path} is a folder, and a file was expected.`);
    case 'ELOOP':
      return refused('FILE_UNUSABLE', `${path} goes through a link that leads nowhere or in a circle.`);
    case 'EACCES':
    case 'EPERM':
      return refused('FILE_UNUSABLE', `The system does not let this user do that with ${path}.`);
    case 'EEXIST':
    case 'ENOTEMPTY':
      return refused('FILE_EXISTS', `Something of the name ${path} is there already.`);
    case 'ENAMETOOLONG':
      return refused('BAD_INPUT', `The path is too long for this file system: ${path.slice(0, 80)}…`);
    case 'ENXIO':
      return refused('FILE_UNUSABLE', `${path} is not a file.`);
    case 'EROFS':
      return refused('FILE_WRITE_FAILED', `${path} lies on a disk that can only be read. Everything is as it was.`);
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return refused('FILE_WRITE_FAILED', `There is no room for ${path} on the disk. Everything is as it was.`);
    case 'EIO':
      return refused('FILE_UNUSABLE', `The disk could not do that with ${path}.`);
    case 'EBUSY':
    case 'ETXTBSY':
      return refused('FILE_UNUSABLE', `${path} is in use, and the system does not let it be changed now.`);
    default:
      return error;
  }
}

/** Carries out a step; what goes wrong in it becomes a refusal. */
export async function usable<T>(shown: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw troubleWith(shown, error);
  }
}
