/** The recipes of the runner images: a folder each, with a Dockerfile and what it copies. What an image was built from is known by its hash. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Recipe {
  readonly name: string;
  /** What the image is called in the engine. */
  readonly tag: string;
  /** The Dockerfile's first comment: what it is for. */
  readonly purpose: string;
  readonly files: readonly { readonly path: string; readonly bytes: Buffer }[];
  /** SHA-256 over every file's path and bytes. */
  readonly contentHash: string;
}

/** As the policy names it where nobody wrote another. */
export const tagOfRunner = (name: string): string => `countersign/runner-${name}:local`;

/** @throws Error when the folder is not there: an installation that is not whole */
export async function readRecipes(folder: string): Promise<readonly Recipe[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(names.sort().map((name) => readRecipe(folder, name)));
}

async function readRecipe(folder: string, name: string): Promise<Recipe> {
  const paths = await readdir(join(folder, name));
  const files = await Promise.all(
    paths.sort().map(async (path) => ({ path, bytes: await readFile(join(folder, name, path)) })),
  );
  const dockerfile = files.find(({ path }) => path === 'Dockerfile')?.bytes.toString('utf8') ?? '';
  const hash = createHash('sha256');
  for (const { path, bytes } of files) hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  return {
    ...{ name, tag: tagOfRunner(name), files, contentHash: hash.digest('hex') },
    purpose: /^#\s*(.+)$/m.exec(dockerfile)?.[1] ?? '',
  };
}
