/** The images as rows: what the engine has under their names, and whether that is what would be built today. */
import type Docker from 'dockerode';
import { z } from 'zod';
import type { RunnerImage } from '#shared/model/index.ts';
import { ask } from '../find/ask.ts';
import { USUAL_BASE } from './base-image.ts';
import { OWN_BASE } from './bootstrap-base.ts';
import { BASE_LABEL, CONTENT_LABEL, type Progress } from './build-image.ts';
import type { Recipe } from './recipes.ts';

/** What can be built: a runner by its recipe, or the base. */
export interface Item {
  readonly name: string;
  /** `null` for the base. */
  readonly recipe: Recipe | null;
}

export const BASE = 'base';

/** Building that waits, goes on, or went wrong. */
export interface Work {
  readonly stop: AbortController;
  progress: Progress | null;
  problem: string | null;
  fix: string | null;
  state: 'waiting' | 'building' | 'failed' | 'stopped';
}

const Inspected = z.object({
  Id: z.string(),
  Created: z.string(),
  Size: z.number().int().nonnegative(),
  Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
});
type Here = z.infer<typeof Inspected>;

const nothingToDo = { state: null, progress: null, problem: null, fix: null };
const LOOK_MS = 10_000;

/** @param work as it is now: a build that is over before the engine has answered was under way all the same */
export async function rowFor(item: Item, work: Work | undefined, docker: Docker): Promise<RunnerImage> {
  const { state, progress, problem, fix } = { ...nothingToDo, ...work };
  const base = await baseHere(docker);
  const { recipe } = item;
  const here = recipe === null ? (base?.here ?? null) : await lookAt(docker, recipe.tag);
  const outdated = here === null || recipe === null ? null : whyOutdated(here, recipe, base?.here.Id ?? null);
  return {
    ...{ name: item.name, kind: recipe === null ? 'base' : 'runner' },
    tag: recipe?.tag ?? base?.name ?? USUAL_BASE,
    purpose: recipe?.purpose ?? 'What every runner stands on: a small Debian and nothing else.',
    state: state ?? (here === null ? 'missing' : outdated === null ? 'ready' : 'outdated'),
    outdated_because: outdated,
    ...{ id: here?.Id ?? null, created_at: here?.Created ?? null, bytes: here?.Size ?? null },
    progress: state === 'building' ? progress : null,
    ...{ problem, fix },
  };
}

/** An image without the second label was built before there was one. */
function whyOutdated({ Config }: Here, recipe: Recipe, baseId: string | null): string | null {
  const labels = Config?.Labels ?? {};
  if (labels[CONTENT_LABEL] !== recipe.contentHash) return 'It was built from an earlier recipe.';
  const stoodOn = labels[BASE_LABEL];
  return stoodOn === undefined || baseId === null || stoodOn === baseId ? null : 'Its base was made anew since.';
}

async function baseHere(docker: Docker): Promise<{ readonly name: string; readonly here: Here } | null> {
  for (const name of [USUAL_BASE, OWN_BASE]) {
    const here = await lookAt(docker, name);
    if (here !== null) return { name, here };
  }
  return null;
}

async function lookAt(docker: Docker, name: string): Promise<Here | null> {
  const path = `/images/${encodeURIComponent(name)}/json`;
  const raw = await ask(docker, path, AbortSignal.timeout(LOOK_MS)).catch(() => null);
  return Inspected.safeParse(raw).data ?? null;
}

/** @returns the id under this name; `null` where there is none */
export const idOf = async (docker: Docker, name: string): Promise<string | null> =>
  (await lookAt(docker, name))?.Id ?? null;
