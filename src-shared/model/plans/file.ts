/**
 * Files and folders that would be read, listed, searched or changed. Every `path` is canonical; what is there is pinned by device and
 * inode, and what a change depends on by content. Bytes themselves live in the content store, under their hash.
 */
import { z } from 'zod';
import { SessionId, Sha256, TransferId } from '../ids.ts';
import { PinnedFolder } from './pins.ts';

const inodeNumber = z.string().regex(/^\d+$/);
const size = z.number().int().nonnegative();
/** Who asks from where. Relative paths were taken from the session's folder. */
const origin = { session: SessionId.nullable(), workspace: z.string().nullable() };
/** Permission bits as `chmod` has them; what Windows shows of them there. */
const mode = z.number().int().min(0).max(0o7777);

/** A place: as the request named it, and where that leads. */
export const NamedPlace = z.object({ named: z.string(), path: z.string() }).readonly();
export type NamedPlace = z.infer<typeof NamedPlace>;

const seen = { named: z.string(), path: z.string(), device: inodeNumber, inode: inodeNumber };

/** A regular file that would be read. Its content may change until then; which file it is may not. */
export const SeenFile = z.object({ ...seen, bytes: size }).readonly();
export type SeenFile = z.infer<typeof SeenFile>;

export const SeenFolder = z.object(seen).readonly();
export type SeenFolder = z.infer<typeof SeenFolder>;

export const EntryType = z.enum(['file', 'folder', 'link']);
export type EntryType = z.infer<typeof EntryType>;

/** Something that would be moved or removed as it is: of a link the link itself, of a folder all that is in it. */
export const SeenEntry = z
  .object({
    ...seen,
    type: EntryType,
    bytes: size,
    /** Files, folders and links in a folder, at any depth; 0 for everything else. */
    entries: size,
    /** Where a link points, as it is written there. */
    target: z.string().nullable(),
  })
  .readonly();
export type SeenEntry = z.infer<typeof SeenEntry>;

/** What a file holds now, pinned by content: a change is refused once it holds something else. */
export const FileContent = z
  .object({
    device: inodeNumber,
    inode: inodeNumber,
    sha256: Sha256,
    bytes: size,
    mode,
    /** Names that this file has; more than one means that it is also somewhere else. */
    links: z.number().int().positive(),
  })
  .readonly();
export type FileContent = z.infer<typeof FileContent>;

/** Where something new is put: the nearest folder that exists, and the folders below it that have to be made first. */
const landing = { folder: PinnedFolder, parents: z.array(z.string()).readonly() };

export const FileReadPlan = z
  .object({
    kind: z.literal('file.read'),
    ...origin,
    file: SeenFile,
    part: z.discriminatedUnion('by', [
      z.object({ by: z.literal('bytes'), offset: size, limit: z.number().int().positive() }).readonly(),
      z
        .object({
          by: z.literal('lines'),
          /** 1-based. */
          from: z.number().int().positive(),
          count: z.number().int().positive(),
          /** The most bytes that the lines may come to. */
          limit: z.number().int().positive(),
        })
        .readonly(),
    ]),
  })
  .readonly();
export type FileReadPlan = z.infer<typeof FileReadPlan>;

export const FileListPlan = z
  .object({
    kind: z.literal('file.list'),
    ...origin,
    folder: SeenFolder,
    /** Whether names that begin with a dot are shown. */
    hidden: z.boolean(),
    most: z.number().int().positive(),
  })
  .readonly();
export type FileListPlan = z.infer<typeof FileListPlan>;

export const FileSearchPlan = z
  .object({
    kind: z.literal('file.search'),
    ...origin,
    /** A folder that is searched with all below it, or one file. */
    place: z.object({ ...seen, type: z.enum(['file', 'folder']) }).readonly(),
    text: z.string(),
    /** Whether `text` is a regular expression (RE2) rather than the text itself. */
    regex: z.boolean(),
    ignoreCase: z.boolean(),
    /** Globs of file names; empty: every file. */
    include: z.array(z.string()).readonly(),
    /** Globs of file names that are left out. */
    exclude: z.array(z.string()).readonly(),
    hidden: z.boolean(),
    mostHits: z.number().int().positive(),
    wallMs: z.number().int().positive(),
  })
  .readonly();
export type FileSearchPlan = z.infer<typeof FileSearchPlan>;

export const WriteWay = z.enum(['create', 'overwrite', 'append', 'replace', 'upload', 'revert']);
export type WriteWay = z.infer<typeof WriteWay>;

/** One file gets new content, as a whole: a new file beside it takes its place in one step. */
export const FileWritePlan = z
  .object({
    kind: z.literal('file.write'),
    ...origin,
    how: WriteWay,
    ...NamedPlace.unwrap().shape,
    ...landing,
    /** `null`: the file is created. */
    before: FileContent.nullable(),
    after: z.object({ sha256: Sha256, bytes: size, mode }).readonly(),
    /** Lines that come and go, where both sides are text that could be compared. */
    lines: z.object({ added: size, removed: size }).readonly().nullable(),
  })
  .readonly();
export type FileWritePlan = z.infer<typeof FileWritePlan>;

export const FileMkdirPlan = z
  .object({
    kind: z.literal('file.mkdir'),
    ...origin,
    ...NamedPlace.unwrap().shape,
    ...landing,
    /** It is there already: nothing would change. */
    exists: z.boolean(),
  })
  .readonly();
export type FileMkdirPlan = z.infer<typeof FileMkdirPlan>;

export const FileMovePlan = z
  .object({
    kind: z.literal('file.move'),
    ...origin,
    from: SeenEntry,
    fromFolder: PinnedFolder,
    to: NamedPlace,
    ...landing,
    /** For what is taken out of the trash: the note there that says where it was, which goes too. */
    trashInfo: z.string().nullable(),
    /** A file at the new place, which is replaced. */
    replaces: FileContent.nullable(),
  })
  .readonly();
export type FileMovePlan = z.infer<typeof FileMovePlan>;

export const FileDeletePlan = z
  .object({
    kind: z.literal('file.delete'),
    ...origin,
    entry: SeenEntry,
    folder: PinnedFolder,
    /** Where it lies afterwards; `null` where the system's own trash decides that. */
    trash: z.object({ path: z.string(), info: z.string() }).readonly().nullable(),
  })
  .readonly();
export type FileDeletePlan = z.infer<typeof FileDeletePlan>;

/** A file handed out in pieces: the first piece opens the transfer, the others go on with it. */
export const FileDownloadPlan = z
  .object({
    kind: z.literal('file.download'),
    ...origin,
    file: SeenFile,
    /** `null`: a transfer is opened. */
    transfer: TransferId.nullable(),
    offset: size,
    limit: z.number().int().positive(),
  })
  .readonly();
export type FileDownloadPlan = z.infer<typeof FileDownloadPlan>;

/** A piece of a file that is being handed in. It is kept aside; the file itself is written by the last piece, as a `file.write`. */
export const FileUploadPlan = z
  .object({
    kind: z.literal('file.upload'),
    ...origin,
    ...NamedPlace.unwrap().shape,
    /** `null`: a transfer is opened. */
    transfer: TransferId.nullable(),
    offset: size,
    chunk: z.object({ sha256: Sha256, bytes: size }).readonly(),
  })
  .readonly();
export type FileUploadPlan = z.infer<typeof FileUploadPlan>;

export const filePlans = [
  FileReadPlan,
  FileListPlan,
  FileSearchPlan,
  FileWritePlan,
  FileMkdirPlan,
  FileMovePlan,
  FileDeletePlan,
  FileDownloadPlan,
  FileUploadPlan,
] as const;

export type FilePlan =
  | FileReadPlan
  | FileListPlan
  | FileSearchPlan
  | FileWritePlan
  | FileMkdirPlan
  | FileMovePlan
  | FileDeletePlan
  | FileDownloadPlan
  | FileUploadPlan;

const kinds: ReadonlySet<string> = new Set(filePlans.map((plan) => plan.unwrap().shape.kind.value));

/** So that a place that tells kinds of plan apart has one line for files. */
export const isFilePlan = <P extends { readonly kind: string }>(plan: P): plan is Extract<P, FilePlan> =>
  kinds.has(plan.kind);
