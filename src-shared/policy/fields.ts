/** Small values of the policy document: names, lengths of time, sizes, dates. Each says in words what it expects. */
import { z } from 'zod';
import { isDangerousVariable } from './dangerous-variables.ts';

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const unitsBytes: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1000,
  KB: 1000,
  MB: 1_000_000,
  GB: 1_000_000_000,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

const durationText = /^(\d{1,9}(?:\.\d{1,3})?) ?(ms|s|m|h|d)$/u;
const sizeText = /^(\d{1,12}) ?(B|kB|KB|MB|GB|KiB|MiB|GiB)$/u;
const expectedDuration = 'expected a length of time such as 30s, 5m or 1h, or a number of seconds';
const expectedSize = 'expected a size such as 64KiB or 10MB, or a whole number of bytes';

/** A length of time, written `30s`, `5m`, `1h` or as seconds; milliseconds once parsed. */
export const Duration = z
  .union([z.number().positive(expectedDuration), z.string().regex(durationText, expectedDuration)], {
    error: expectedDuration,
  })
  .transform((value) => {
    if (typeof value === 'number') return Math.round(value * 1000);
    const [, count = '0', unit = 's'] = durationText.exec(value) ?? [];
    return Math.round(Number(count) * (unitsMs[unit] ?? 0));
  })
  .refine((ms) => ms >= 1 && ms <= 365 * 86_400_000, 'expected more than nothing and at most 365d');

/** A number of bytes, written `64KiB`, `10MB` or as a plain number; bytes once parsed. */
export const Size = z
  .union([z.number().int(expectedSize).positive(expectedSize), z.string().regex(sizeText, expectedSize)], {
    error: expectedSize,
  })
  .transform((value) => {
    if (typeof value === 'number') return value;
    const [, count = '0', unit = 'B'] = sizeText.exec(value) ?? [];
    return Number(count) * (unitsBytes[unit] ?? 0);
  })
  .refine((bytes) => bytes >= 1 && bytes <= 1024 ** 4, 'expected at least 1 byte and at most 1024GiB');

export const CommandName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._+@-]{0,62}$/u,
    'expected a command’s name: 1 to 63 letters, digits, dots, dashes, underscores, “+” or “@”, starting with a letter or digit',
  );

/** A user of this machine, by name: a number could be somebody else tomorrow. */
export const UserName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_.-]{0,31}\$?$/u,
    'expected the name of a user of this machine, such as agent: letters, digits, dots, dashes and underscores',
  );

export const VariableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/u, { error: 'expected the name of an environment variable', abort: true })
  .refine((name) => !isDangerousVariable(name), {
    error: (issue) =>
      `${String(issue.input)} can change what a program runs or trusts, so an agent may never set it: remove it from the list.`,
  });

/** A program by its absolute path, already in its simplest form. */
export const ExecutablePath = z
  .string()
  .max(4096)
  .refine(isAbsolutePath, 'expected the absolute path of a program, such as /usr/bin/git')
  .refine((path) => !/(?:^|[/\\])\.{1,2}(?:[/\\]|$)|\/\//u.test(path), 'expected a path without “.”, “..” or “//”');

/** `2027-01-31` (through the end of that day, UTC) or a full ISO 8601 time with its zone; milliseconds since 1970 once parsed. */
export const Expiry = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/u, {
    error: 'expected a date such as 2027-01-31, or a time with its zone such as 2027-01-31T12:00:00Z',
    abort: true,
  })
  .refine(isRealDate, 'there is no such date')
  .transform((text) => (text.length === 10 ? Date.parse(`${text}T00:00:00Z`) + 86_400_000 : Date.parse(text)));

/** A path in which `*` is any part of a name and `**` any folders. */
export const PathGlob = z
  .string()
  .min(1)
  .max(4096)
  .regex(
    /^(?:\/|~(?:\/|$)|\*\*(?:\/|$)|[A-Za-z]:[/\\])/u,
    'expected a path that starts with “/”, “~/” or “**/”, such as ~/code/**',
  )
  .refine(
    (glob) => glob.split(/[/\\]/u).every((part) => part === '**' || !part.includes('**')),
    '“**” stands for whole folders, so it must be alone between slashes',
  )
  .refine((glob) => !/(?:^|[/\\])\.{1,2}(?:[/\\]|$)/u.test(glob), 'expected a path without “.” or “..” in it');

/** One file or folder, as an example names it. */
export const ExamplePath = z
  .string()
  .max(4096)
  .regex(/^(?:\/|~\/|[A-Za-z]:[/\\])/u, 'expected a path that starts with “/” or “~/”, such as ~/code/app.ts')
  .refine(
    (path) => !/(?:^|[/\\])\.{0,2}(?:[/\\]|$)/u.test(path.replace(/^(?:~|[A-Za-z]:)?[/\\]/u, '')),
    'expected a path without “.”, “..” or an empty name in it',
  );

export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:[/\\]/u.test(path);
}

/** `Date.parse` takes 31 February for 3 March; a policy does not. */
function isRealDate(text: string): boolean {
  const day = text.slice(0, 10);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day) && !Number.isNaN(Date.parse(text));
}
