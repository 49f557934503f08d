/** Files of solver packages as the fake host has them: one text for every path, and what a test puts in. */
import { HostError } from '#shared/contract/index.ts';
import type { FakeInside, HandlersOf } from './fake-inside.ts';

export function fakePackageHandlers({ world }: FakeInside): HandlersOf<'packages'> {
  const contentOf = (path: string) => {
    const content = world.packageFiles.get(path);
    if (content === undefined) throw new HostError('NOT_FOUND', 'There is no such file.');
    const isText = !content.startsWith('base64:');
    return isText
      ? { encoding: 'utf8' as const, content, bytes: new TextEncoder().encode(content).length }
      : { encoding: 'base64' as const, content: content.slice(7), bytes: Math.floor(((content.length - 7) * 3) / 4) };
  };
  return {
    'packages.waiting': async ({ path }) => contentOf(path),
    'packages.kept': async ({ run }) => world.kept.get(run) ?? [],
    'packages.keptFile': async ({ path }) => contentOf(path),
    'packages.rerun': async ({ run }) => {
      const found = world.runs.find(({ id }) => id === run);
      if (found === undefined) throw new HostError('NOT_FOUND', `There is no run ${run}.`);
      return { approval: found.approval, run: null };
    },
  };
}
