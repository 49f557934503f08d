/** The runner images: which are there, how old and how large; and their building, one after the other, on the person's word only. */

import { z } from 'zod';
import type { Log } from '#host/ports/index.ts';
import { Refused, type RunnerImage } from '#shared/model/index.ts';
import { ask } from '../find/ask.ts';
import type { Found } from '../find/watch-engine.ts';
import { baseImage } from './base-image.ts';
import { buildImage, CONTENT_LABEL, type Progress } from './build-image.ts';
import { type Recipe, readRecipes } from './recipes.ts';

export interface RunnerImages {
  /** @throws Refused ENGINE_UNAVAILABLE */
  list(): Promise<readonly RunnerImage[]>;
  /**
   * Starts building; what is under way is left alone. How it goes is told by `onChanged`.
   * @throws Refused ENGINE_UNAVAILABLE; BAD_INPUT for a name without a recipe
   */
  build(names: readonly string[]): Promise<readonly RunnerImage[]>;
  stop(name: string): void;
  onChanged(listener: (image: RunnerImage) => void): () => void;
  close(): Promise<void>;
}

export interface ImageParts {
  readonly folder: string;
  readonly workFolder: string;
  readonly label: string;
  readonly engine: () => Promise<Found>;
  readonly log: Log;
}

interface Work {
  readonly stop: AbortController;
  progress: Progress | null;
  problem: string | null;
  state: 'waiting' | 'building' | 'failed';
}

const REPORT_MS = 250;

export function runnerImages({ folder, workFolder, label, engine, log }: ImageParts): RunnerImages {
  const works = new Map<string, Work>();
  const listeners = new Set<(image: RunnerImage) => void>();
  let queue: Promise<unknown> = Promise.resolve();

  const rowOf = async (recipe: Recipe): Promise<RunnerImage> => rowFor(recipe, works.get(recipe.name), await engine());
  const tell = async (recipe: Recipe): Promise<void> => {
    const row = await rowOf(recipe).catch(() => null);
    if (row !== null) for (const listener of listeners) listener(row);
  };
  const start = (recipe: Recipe): void => {
    const work: Work = { stop: new AbortController(), progress: null, problem: null, state: 'waiting' };
    works.set(recipe.name, work);
    queue = queue
      .then(() => carryOut(recipe, work, { workFolder, label, engine, tell }))
      .then(
        () => works.delete(recipe.name),
        (error: unknown) => {
          work.state = 'failed';
          work.problem = error instanceof Error ? error.message : String(error);
          log.warn({ image: recipe.name, err: error }, 'a runner image could not be built');
        },
      )
      .then(() => tell(recipe));
    void tell(recipe);
  };

  return {
    async list() {
      const recipes = await readRecipes(folder);
      return Promise.all(recipes.map(rowOf));
    },
    async build(names) {
      const recipes = await readRecipes(folder);
      const wrong = names.find((name) => !recipes.some((recipe) => recipe.name === name));
      if (wrong !== undefined) {
        const known = recipes.map(({ name }) => name).join(', ');
        throw new Refused('BAD_INPUT', {
          message: `There is no runner image ${JSON.stringify(wrong.slice(0, 60))}. Expected one of ${known}.`,
        });
      }
      const wanted = recipes.filter(({ name }) => names.includes(name));
      for (const recipe of wanted) {
        const state = works.get(recipe.name)?.state;
        if (state !== 'waiting' && state !== 'building') start(recipe);
      }
      return Promise.all(wanted.map(rowOf));
    },
    stop: (name) => works.get(name)?.stop.abort(),
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      for (const { stop } of works.values()) stop.abort();
      await queue;
      listeners.clear();
    },
  };
}

type Terms = Pick<ImageParts, 'workFolder' | 'label' | 'engine'> & { readonly tell: (recipe: Recipe) => Promise<void> };

/** @throws Error with what went wrong */
async function carryOut(recipe: Recipe, work: Work, { workFolder, label, engine, tell }: Terms): Promise<void> {
  const { signal } = work.stop;
  let told = 0;
  const report = (progress: Progress): void => {
    const isStep = progress.step !== work.progress?.step;
    work.progress = progress;
    if (!isStep && performance.now() - told < REPORT_MS) return;
    told = performance.now();
    void tell(recipe);
  };
  if (signal.aborted) throw new Error('The build was stopped.');
  work.state = 'building';
  const { docker } = await engine();
  const say = (words: string): void => report({ step: 0, steps: 0, words });
  const base = await baseImage({ docker, workFolder, label, say, signal });
  await buildImage(recipe, { docker, base, report, signal });
}

const Inspected = z.object({
  Id: z.string(),
  Created: z.string(),
  Size: z.number().int().nonnegative(),
  Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
});

async function rowFor(recipe: Recipe, work: Work | undefined, { docker }: Found): Promise<RunnerImage> {
  const { name, tag, purpose, contentHash } = recipe;
  const raw = await ask(docker, `/images/${encodeURIComponent(tag)}/json`, AbortSignal.timeout(10_000)).catch(
    () => null,
  );
  const found = Inspected.safeParse(raw);
  const here = found.success ? found.data : null;
  const isCurrent = here?.Config?.Labels?.[CONTENT_LABEL] === contentHash;
  return {
    ...{ name, tag, purpose },
    state: work?.state ?? (here === null ? 'missing' : isCurrent ? 'ready' : 'outdated'),
    ...{ id: here?.Id ?? null, created_at: here?.Created ?? null, bytes: here?.Size ?? null },
    ...{ progress: work?.state === 'building' ? work.progress : null, problem: work?.problem ?? null },
  };
}
