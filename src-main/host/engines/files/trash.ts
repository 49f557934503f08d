/**
 * The trash, as desktops on Linux know it (freedesktop.org's specification 1.0): the thing itself under `files`, and where it was under
 * `info`. On the disk of the home folder that is the home trash; on any other disk the one at its top.
 */
import { hash } from 'node:crypto';
import { lstat, open, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { canonicalPath } from '#host/storage/index.ts';
import type { FileDeletePlan } from '#shared/model/index.ts';
import { type Anchor, anchorFolder } from './anchor-folder.ts';
import { isMissing } from './file-trouble.ts';
import { makeFolders } from './make-folders.ts';

export type TrashPlace = NonNullable<FileDeletePlan['trash']>;

const MARK_LENGTH = 16;
const MOST_NAME_BYTES = 200;

/**
 * Where something would go: the same place for as long as it stays as it is, and another one for anything else that ever was there.
 * Makes nothing.
 * @param home the home trash, existing or not
 */
export async function placeInTrash(path: string, home: string): Promise<TrashPlace> {
  const trash = await trashFor(path, home);
  const { dev, ino, ctimeNs } = await lstat(path, { bigint: true });
  const mark = hash('sha256', `${path}\0${dev}:${ino}:${ctimeNs}`, 'hex').slice(0, MARK_LENGTH);
  const name = `${shortened(basename(path))}.${mark}`;
  return { path: join(trash, 'files', name), info: join(trash, 'info', `${name}.trashinfo`) };
}

/** Says where it was, before it goes. @returns a function that takes that back */
export async function writeTrashInfo({ info }: TrashPlace, path: string, nowMs: number): Promise<() => Promise<void>> {
  await using held = await openTrash(dirname(info));
  const trash = dirname(dirname(info));
  // In a trash at the top of a disk, paths are those on that disk.
  const top = /^\.Trash(?:-\d+)?$/u.test(basename(trash)) ? dirname(trash) : null;
  const shown = top === null ? path : relative(top, path);
  const encoded = shown.split('/').map(encodeURIComponent).join('/');
  const text = `[Trash Info]\nPath=${encoded}\nDeletionDate=${localTime(nowMs)}\n`;
  const file = await open(held.folder.at(basename(info)), 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return () => forgetTrashed(info);
}

/** Something was taken out of the trash: then what says where it was goes too. */
export async function forgetTrashed(info: string): Promise<void> {
  await using held = await openTrash(dirname(info));
  await unlink(held.folder.at(basename(info))).catch(() => undefined);
}

/** A folder of the trash, made if it is missing. Held until it is disposed of. */
export async function openTrash(folder: string): Promise<AsyncDisposable & { readonly folder: Anchor }> {
  const missing: string[] = [];
  let at = folder;
  let base: Anchor | undefined;
  while (base === undefined) {
    try {
      base = await anchorFolder(at);
    } catch (error) {
      if (!isMissing(error) || dirname(at) === at) throw error;
      missing.unshift(basename(at));
      at = dirname(at);
    }
  }
  const held = base;
  const made = await makeFolders(held, missing, 0o700).catch(async (error: unknown) => {
    await held[Symbol.asyncDispose]();
    throw error;
  });
  return {
    folder: made.folder,
    async [Symbol.asyncDispose]() {
      await made.release();
      await held[Symbol.asyncDispose]();
    },
  };
}

async function trashFor(path: string, home: string): Promise<string> {
  const canonicalHome = await canonicalPath(home);
  const device = (await lstat(dirname(path), { bigint: true })).dev;
  if ((await deviceOf(canonicalHome)) === device) return canonicalHome;
  let top = dirname(path);
  while (dirname(top) !== top && (await lstat(dirname(top), { bigint: true })).dev === device) top = dirname(top);
  return join(top, `.Trash-${process.getuid?.() ?? 0}`);
}

/** Of the nearest folder above it that exists. */
async function deviceOf(path: string): Promise<bigint> {
  try {
    return (await stat(path, { bigint: true })).dev;
  } catch (error) {
    if (!isMissing(error) || dirname(path) === path) throw error;
    return deviceOf(dirname(path));
  }
}

function shortened(name: string): string {
  let text = name;
  while (Buffer.byteLength(text) > MOST_NAME_BYTES) text = [...text].slice(0, -1).join('');
  return text;
}

/** `2026-06-01T12:00:00`, in local time, as the specification wants it. */
function localTime(ms: number): string {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
