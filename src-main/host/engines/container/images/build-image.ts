/** Builds one runner image: its recipe as a tar, the base in its place, the engine's words as progress. */
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { proxies } from './bootstrap-base.ts';
import { followBuild } from './follow-build.ts';
import type { Recipe } from './recipes.ts';

/** What it was built from, and the id of what it stands on. */
export const CONTENT_LABEL = 'countersign.content';
export const BASE_LABEL = 'countersign.base';

export interface Progress {
  readonly step: number;
  readonly steps: number;
  readonly words: string;
}

export interface BuildTerms {
  readonly docker: Docker;
  readonly base: string;
  /** Kept with the image, so that it shows once the base was made anew; `null` where it is not known. */
  readonly baseId?: string | null;
  readonly report: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

const KEPT_LINES = 8;

/** @throws Error with the engine's words and the last lines that were printed */
export async function buildImage(
  recipe: Recipe,
  { docker, base, baseId = null, report, signal }: BuildTerms,
): Promise<void> {
  const last: string[] = [];
  let at = { step: 0, steps: recipe.files.length };
  const say = (words: string): void => {
    const [, step, steps] = /^Step (\d+)\/(\d+) :/.exec(words) ?? [];
    if (step !== undefined) at = { step: Number(step), steps: Number(steps) };
    if (last.push(words) > KEPT_LINES) last.shift();
    report({ ...at, words });
  };
  const stream = await docker.buildImage(contextOf(recipe), {
    ...{ t: recipe.tag, buildargs: { BASE_IMAGE: base, ...proxies() }, rm: true, forcerm: true, abortSignal: signal },
    labels: { [CONTENT_LABEL]: recipe.contentHash, ...(baseId === null ? {} : { [BASE_LABEL]: baseId }) },
  });
  const cut = (): void => void (stream as Readable).destroy(new Error('the build was stopped'));
  signal.addEventListener('abort', cut, { once: true });
  try {
    await followBuild(stream as Readable, say);
  } catch (cause) {
    if (signal.aborted) throw new Error('The build was stopped.', { cause });
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${words} Its last lines: ${last.slice(-3).join(' · ')}`.slice(0, 600), { cause });
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

function contextOf({ files }: Recipe): Readable {
  const tar = pack();
  for (const { path, bytes } of files) tar.entry({ name: path, mode: 0o644, mtime: new Date(0) }, bytes);
  tar.finalize();
  return Readable.from(tar);
}
