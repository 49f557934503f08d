/** The arguments that name a place, the same for each file tool, and what they may look like. */
import { z } from 'zod';
import { SessionId } from '#shared/model/index.ts';

const MAX_PATH_BYTES = 4096;
const MAX_NAME_BYTES = 255;

export const PathText = z
  .string()
  .min(1, 'expected a path')
  .refine((path) => path.isWellFormed(), 'expected valid Unicode text')
  .refine((path) => !path.includes('\0'), 'a path cannot contain a NUL byte')
  .refine((path) => Buffer.byteLength(path) <= MAX_PATH_BYTES, `expected at most ${MAX_PATH_BYTES} bytes`)
  .refine(
    (path) => path.split(/[\\/]/u).every((part) => Buffer.byteLength(part) <= MAX_NAME_BYTES),
    `expected names of at most ${MAX_NAME_BYTES} bytes each`,
  )
  .refine((path) => path !== '~' && !/^~[\\/]/u.test(path), '“~” is not expanded: write the absolute path');

export const inSession = {
  session_id: SessionId.optional().describe(
    'Relative paths start in this session’s folder. Not needed for absolute paths.',
  ),
};

export const path = PathText.describe('Absolute, or relative to the session’s folder.');

/** Of a file that is written: with a slash at its end somebody means a folder, and a file of that name would be in its place. */
export const filePath = PathText.refine(
  (path) => !/[\\/]$/u.test(path),
  'expected the path of a file, without a slash at its end',
).describe('Absolute, or relative to the session’s folder.');

/** A number of bytes or lines that came as it should: whole, not negative, and nothing that JSON cannot carry exactly. */
export const count = z
  .number()
  .int('expected a whole number')
  .min(0, 'expected 0 or more')
  .max(Number.MAX_SAFE_INTEGER);
