/** Changes of files as the fake host has them: what a scenario or a test puts there, by card or run. */
import { type FileSide, HostError } from '#shared/contract/index.ts';
import type { FakeInside, HandlersOf } from './fake-inside.ts';

const PIECE = 2000;

export function fakeFileHandlers({ world }: FakeInside): HandlersOf<'files'> {
  const changeOf = (id: string) => {
    const found = world.changes.get(id);
    if (found === undefined) throw new HostError('NOT_FOUND', 'No file’s content is changed here.');
    return found;
  };
  const piece = (side: FileSide | null, from: number) => {
    const text = world.longTexts.get(side?.sha256 ?? '') ?? side?.text ?? '';
    const next = from + PIECE;
    return { text: text.slice(from, next), next: next < text.length ? next : null };
  };
  return {
    'files.waiting': async ({ approval }) => changeOf(approval),
    'files.waitingText': async ({ approval, side, from }) => piece(changeOf(approval)[side], from),
    'files.changed': async ({ run }) => ({
      change: world.changes.get(run) ?? null,
      undo: world.undos.get(run) ?? { does: null, because: 'This run changed no file.' },
    }),
    'files.changedText': async ({ run, side, from }) => piece(changeOf(run)[side], from),
    'files.revert': async ({ run }) => {
      const undo = world.undos.get(run);
      const found = world.runs.find(({ id }) => id === run);
      if (undo?.does == null || found === undefined)
        throw new HostError('CONFLICT', undo?.because ?? 'There is no such run.');
      world.undos.set(run, { does: null, because: 'It holds what it held before already.' });
      return { ...found, summary: undo.does };
    },
  };
}
