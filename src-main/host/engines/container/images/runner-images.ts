/** The runner images and their base: which are there, how old and how large; and their building, one after the other, on the person's word only. */
import type { Log } from '#host/ports/index.ts';
import { Refused, type RunnerImage } from '#shared/model/index.ts';
import type { Found } from '../find/watch-engine.ts';
import { baseImage, freshBase } from './base-image.ts';
import { buildImage, type Progress } from './build-image.ts';
import type { Packages } from './image-packages.ts';
import { BASE, type Item, idOf, rowFor, type Work } from './image-rows.ts';
import { readRecipes } from './recipes.ts';
import { whatToDo } from './what-to-do.ts';

export interface RunnerImages {
  /** @throws Refused ENGINE_UNAVAILABLE */
  list(): Promise<readonly RunnerImage[]>;
  /**
   * Starts building; what is under way is left alone. How it goes is told by `onChanged`.
   * @throws Refused ENGINE_UNAVAILABLE; BAD_INPUT for a name without a recipe
   */
  build(names: readonly string[]): Promise<readonly RunnerImage[]>;
  stop(name: string): void;
  /** @throws Refused ENGINE_UNAVAILABLE, IMAGE_MISSING; BAD_INPUT for a name without a recipe */
  packages(name: string): Promise<{ readonly id: string; readonly packages: Packages }>;
  onChanged(listener: (image: RunnerImage) => void): () => void;
  close(): Promise<void>;
}

export interface ImageParts {
  readonly folder: string;
  readonly workFolder: string;
  readonly label: string;
  readonly engine: () => Promise<Found>;
  /** What is installed in an image, by its id. */
  readonly packagesOf: (id: string) => Promise<Packages>;
  readonly log: Log;
}

const REPORT_MS = 250;

export function runnerImages({ folder, workFolder, label, engine, packagesOf, log }: ImageParts): RunnerImages {
  const works = new Map<string, Work>();
  const teller = createTeller(async (item) => rowOf(item));
  let queue: Promise<unknown> = Promise.resolve();

  const rowOf = async (item: Item): Promise<RunnerImage> => {
    const { docker } = await engine();
    return rowFor(item, works.get(item.name), docker);
  };
  const start = (item: Item): void => {
    const stop = new AbortController();
    const work: Work = { stop, progress: null, problem: null, fix: null, state: 'waiting' };
    works.set(item.name, work);
    queue = queue
      .then(() => carryOut(item, work, { workFolder, label, engine, tell: teller.tell }))
      .then(
        () => works.delete(item.name),
        (error: unknown) => {
          work.problem = error instanceof Error ? error.message : String(error);
          work.state = stop.signal.aborted ? 'stopped' : 'failed';
          work.fix = stop.signal.aborted ? null : whatToDo(work.problem);
          log.warn({ image: item.name, err: error }, 'an image could not be built');
        },
      )
      .then(() => teller.tell(item));
    void teller.tell(item);
  };
  const itemsOf = async (names: readonly string[]): Promise<readonly Item[]> => {
    const items = await allItems(folder);
    const wrong = names.find((name) => !items.some((item) => item.name === name));
    if (wrong !== undefined) throw unknown(wrong, items);
    return items.filter(({ name }) => names.includes(name));
  };

  return {
    async list() {
      return Promise.all((await allItems(folder)).map(rowOf));
    },
    async build(names) {
      const wanted = await itemsOf(names);
      await engine();
      // The base first: the others stand on it.
      for (const item of wanted.toSorted((one, other) => Number(other.name === BASE) - Number(one.name === BASE))) {
        const state = works.get(item.name)?.state;
        if (state !== 'waiting' && state !== 'building') start(item);
      }
      return Promise.all(wanted.map(rowOf));
    },
    stop: (name) => works.get(name)?.stop.abort(),
    async packages(name) {
      const [item] = await itemsOf([name]);
      const row = item === undefined ? null : await rowOf(item);
      if (row === null || row.id === null)
        throw new Refused('IMAGE_MISSING', { message: `The image ${name} is not there yet.` });
      return { id: row.id, packages: await packagesOf(row.id) };
    },
    onChanged: teller.onTold,
    async close() {
      for (const { stop } of works.values()) stop.abort();
      await queue;
      teller.close();
    },
  };
}

async function allItems(folder: string): Promise<readonly Item[]> {
  const recipes = await readRecipes(folder);
  return [...recipes.map((recipe): Item => ({ name: recipe.name, recipe })), { name: BASE, recipe: null }];
}

function unknown(name: string, items: readonly Item[]): Refused {
  const known = items.map((item) => item.name).join(', ');
  return new Refused('BAD_INPUT', {
    message: `There is no runner image ${JSON.stringify(name.slice(0, 60))}. Expected one of ${known}.`,
  });
}

/** Tells of an image in the order in which things happened: a row that took long to look up never comes after a newer one. */
function createTeller(rowOf: (item: Item) => Promise<RunnerImage>) {
  const listeners = new Set<(image: RunnerImage) => void>();
  const waiting = new Set<string>();
  let telling: Promise<void> = Promise.resolve();
  return {
    tell(item: Item): Promise<void> {
      // What waits to be told is looked up when its turn comes: once is enough.
      if (waiting.has(item.name)) return telling;
      waiting.add(item.name);
      telling = telling.then(async () => {
        waiting.delete(item.name);
        // Without an engine there is nothing to say of its images; its own state says that it is gone.
        const row = await rowOf(item).catch(() => null);
        if (row !== null) for (const listener of listeners) listener(row);
      });
      return telling;
    },
    onTold(listener: (image: RunnerImage) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
}

type Terms = Pick<ImageParts, 'workFolder' | 'label' | 'engine'> & { readonly tell: (item: Item) => Promise<void> };

/** @throws Error with what went wrong */
async function carryOut(item: Item, work: Work, { workFolder, label, engine, tell }: Terms): Promise<void> {
  const { signal } = work.stop;
  let told = 0;
  const report = (progress: Progress): void => {
    const isStep = progress.step !== work.progress?.step;
    work.progress = progress;
    if (!isStep && performance.now() - told < REPORT_MS) return;
    told = performance.now();
    void tell(item);
  };
  if (signal.aborted) throw new Error('The build was stopped.');
  work.state = 'building';
  const { docker } = await engine();
  const say = (words: string): void => report({ step: 0, steps: 0, words });
  const terms = { docker, workFolder, label, say, signal };
  const { recipe } = item;
  try {
    if (recipe === null) return void (await freshBase(terms));
    const former = await idOf(docker, recipe.tag);
    const base = await baseImage(terms);
    await buildImage(recipe, { docker, base, baseId: await idOf(docker, base), report, signal });
    const now = await idOf(docker, recipe.tag);
    // What the name meant before goes with its name; not where something else still stands on it.
    if (former !== null && former !== now)
      await docker
        .getImage(former)
        .remove()
        .catch(() => undefined);
  } catch (cause) {
    if (signal.aborted) throw new Error('The build was stopped.', { cause });
    throw cause;
  }
}
