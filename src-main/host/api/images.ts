/** The runner images: which are there, and building them. What was built, and on whose word, is on record. */
import { type Handlers, HostError, type OperationOutput } from '#shared/contract/index.ts';
import { type HouseEvent, Refused, type RunnerImage } from '#shared/model/index.ts';
import { signatureOf } from './signature.ts';

type GroupHandlers = Pick<Handlers, 'images.list' | 'images.build' | 'images.stop' | 'images.packages'>;

export interface ImagesSlice {
  readonly images: {
    list(): Promise<readonly RunnerImage[]>;
    build(names: readonly string[]): Promise<readonly RunnerImage[]>;
    stop(name: string): void;
    packages(name: string): Promise<OperationOutput<'images.packages'>>;
  };
  readonly house: (event: HouseEvent, detail: Readonly<Record<string, string>>) => Promise<void>;
}

export function imageHandlers({ images, house }: ImagesSlice): GroupHandlers {
  return {
    'images.list': () => orConflict(() => images.list()),
    'images.build': async ({ names }, caller) => {
      await house('images-building', { images: names.join(', '), by: signatureOf(caller) });
      return orConflict(() => images.build(names));
    },
    'images.packages': ({ name }) => orConflict(() => images.packages(name)),
    'images.stop': async ({ name }) => {
      images.stop(name);
      return {};
    },
  };
}

async function orConflict<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Refused)
      throw new HostError(error.refusal.code === 'BAD_INPUT' ? 'NOT_FOUND' : 'CONFLICT', error.refusal.message);
    throw error;
  }
}
