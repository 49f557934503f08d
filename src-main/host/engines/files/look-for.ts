/** What is at a path, for a plan: the folder that holds it, pinned; folders on the way that do not exist; and what is there, if anything. */

import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { hashBeside } from '#host/storage/index.ts';
import { type FileContent, type PinnedFolder, Refused, type Sha256 } from '#shared/model/index.ts';
import { type Anchor, anchorFolder } from './anchor-folder.ts';
import { isMissing } from './file-trouble.ts';
import { type OpenFile, openRegular } from './open-regular.ts';
import { readWhole } from './read-whole.ts';

/** Folders on the way that would have to be made. More than this is a mistake. */
const MOST_PARENTS = 64;

export interface Place {
  /** The nearest folder that exists. */
  readonly folder: PinnedFolder;
  /** Names of folders below it that do not. */
  readonly parents: readonly string[];
  readonly name: string;
  /** Of the thing itself, a link not followed; `null` when nothing is there. */
  readonly stat: BigIntStats | null;
}

export interface Content {
  readonly content: FileContent;
  readonly bytes: Buffer<ArrayBuffer>;
}

/** @param path canonical. @throws what the system says, MovedAway, Refused BAD_INPUT */
export async function lookFor(path: string): Promise<Place> {
  const { base, parents, name } = await nearestFolder(path);
  await using folder = base;
  const stat = parents.length > 0 ? null : await statIfThere(folder, name);
  return { folder: folder.pin, parents, name, stat };
}

/**
 * Where a file is or would be, and what it holds.
 * @throws what the system says; MovedAway; Refused BAD_INPUT, FILE_UNUSABLE, FILE_TOO_LARGE, FILE_CHANGED
 */
export async function lookInto(
  path: string,
  shown: string,
  most: number,
): Promise<Pick<Place, 'folder' | 'parents'> & { readonly now: Content | null }> {
  const { base, parents, name } = await nearestFolder(path);
  await using folder = base;
  const now = parents.length > 0 ? null : await contentIfThere(folder, name, { shown, most });
  return { folder: folder.pin, parents, now };
}

/** What a file holds. @throws what the system says; Refused FILE_UNUSABLE, FILE_TOO_LARGE, FILE_CHANGED */
export async function contentAt(path: string, shown: string, most: number): Promise<Content> {
  await using folder = await anchorFolder(dirname(path));
  return await contentOfOpen(await openRegular(folder, basename(path), shown), { shown, most });
}

/** The nearest folder above a path that exists, held, and the names of those below it that do not. */
async function nearestFolder(
  path: string,
): Promise<{ readonly base: Anchor; readonly parents: readonly string[]; readonly name: string }> {
  const name = basename(path);
  if (name === '') throw new Refused('BAD_INPUT', { message: 'The path is that of the whole disk.' });
  const parents: string[] = [];
  let at = dirname(path);
  for (;;) {
    const base = await anchorIfThere(at);
    if (base !== null) return { base, parents, name };
    parents.unshift(basename(at));
    if (parents.length > MOST_PARENTS || dirname(at) === at) {
      const deep = path.split(/[\\/]/u).length - 2;
      throw new Refused('BAD_INPUT', {
        message: `At most ${MOST_PARENTS} folders are made on the way; the path is ${deep} folders deep, and most of them are missing.`,
      });
    }
    at = dirname(at);
  }
}

interface Reading {
  readonly shown: string;
  readonly most: number;
}

/** `null` where nothing of that name is there to be opened; what goes missing after that is a failure. */
async function contentIfThere(folder: Anchor, name: string, reading: Reading): Promise<Content | null> {
  const opened = await openRegular(folder, name, reading.shown).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  return opened === null ? null : contentOfOpen(opened, reading);
}

/** Closes it. */
async function contentOfOpen(opened: OpenFile, { shown, most }: Reading): Promise<Content> {
  const bytes = await readWhole(opened, { shown, most }).finally(() => opened.file.close());
  return { content: contentOf(opened.stat, bytes, await hashBeside(bytes)), bytes };
}

function contentOf(stat: BigIntStats, bytes: Uint8Array, sha256: Sha256): FileContent {
  return {
    device: `${stat.dev}`,
    inode: `${stat.ino}`,
    sha256,
    bytes: bytes.byteLength,
    mode: Number(stat.mode & 0o7777n),
    links: Number(stat.nlink),
  };
}

export async function statIfThere(folder: Anchor, name: string): Promise<BigIntStats | null> {
  try {
    return await lstat(folder.at(name), { bigint: true });
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function anchorIfThere(path: string): Promise<Anchor | null> {
  try {
    return await anchorFolder(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** A folder itself. @param path canonical. @throws what the system says; MovedAway */
export async function lookAtFolder(path: string): Promise<PinnedFolder> {
  await using folder = await anchorFolder(path);
  return folder.pin;
}
