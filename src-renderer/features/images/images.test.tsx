// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeHost } from '#renderer/fake-host/fake-host.ts';
import { clientOf } from '#renderer/fake-host/fixtures.ts';
import { builtImage, engineAt, imageOf } from '#renderer/fake-host/image-fixtures.ts';
import { renderApp, settle } from '#renderer/testing/render-app.tsx';
import { HostError } from '#shared/contract/index.ts';
import type { RunnerImage } from '#shared/model/index.ts';

afterEach(cleanup);

const withImages =
  (...images: readonly RunnerImage[]) =>
  ({ world }: FakeHost): void => {
    world.clients = [clientOf('Claude Code')];
    world.images = images;
    world.engine = engineAt(null);
  };
const button = (name: string | RegExp) => screen.getByRole('button', { name });
const sent = (host: FakeHost, name: string): unknown[] =>
  host.calls.filter((call) => call.name === name).map(({ input }) => input);
const row = (name: string): string => {
  const rows = screen.getAllByRole('option').map((each) => each.textContent ?? '');
  return rows.find((text) => text.startsWith(name)) ?? '';
};

describe('the images', () => {
  it('are in the sidebar, each with its state, size and age', async () => {
    await renderApp('#/runs', withImages(builtImage('python', 519_000_000), imageOf('sage'), imageOf('base')));
    fireEvent.click(screen.getByRole('link', { name: 'Images' }));
    await settle();
    expect(row('python')).toContain('ready519 MB, made 3 days ago');
    expect(row('sage')).toContain('not built');
    expect(row('base')).toContain('not built');
  });

  it('are built on a click, and how far that is follows the host’s events, to its end', async () => {
    const { host } = await renderApp('#/images/python', withImages(imageOf('python'), imageOf('base')));
    fireEvent.click(button('Build'));
    await settle();
    expect(sent(host, 'images.build')).toEqual([{ names: ['python'] }]);
    const progress = { step: 4, steps: 7, words: 'Unpacking python3-sympy' };
    act(() => host.emit('images.changed', imageOf('python', { state: 'building', progress })));
    await settle();
    expect(screen.getByRole('progressbar', { name: 'Building python' }).getAttribute('value')).toBe('43');
    expect(screen.getByText('step 4 of 7')).toBeDefined();
    expect(screen.getByText('Unpacking python3-sympy')).toBeDefined();
    expect(row('python')).toContain('building 43 %');
    act(() => host.emit('images.changed', builtImage('python', 519_000_000)));
    await settle();
    expect(screen.queryByRole('progressbar')).toBeNull();
    expect(row('python')).toContain('ready');
    expect(button('Build anew')).toBeDefined();
  });

  it('that are being built can be stopped', async () => {
    const image = imageOf('pwn', { state: 'building', progress: { step: 0, steps: 0, words: 'pulling' } });
    const { host } = await renderApp('#/images/pwn', withImages(image, imageOf('base')));
    expect(screen.getByRole('progressbar').hasAttribute('value')).toBe(false);
    fireEvent.click(button('Stop'));
    await settle();
    expect(sent(host, 'images.stop')).toEqual([{ name: 'pwn' }]);
    expect(row('pwn')).toContain('stopped');
    expect(button('Build again')).toBeDefined();
  });

  it('that failed say why, what to do, and that the one from before is still there', async () => {
    const failed = {
      state: 'failed',
      problem: 'no space left on device',
      fix: 'Make room on the engine’s disk.',
    } as const;
    await renderApp('#/images/pwn', withImages(builtImage('pwn', 1, failed), imageOf('base')));
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toContain('no space left on device');
    expect(alert.textContent).toContain('Make room on the engine’s disk.');
    expect(alert.textContent).toContain('still there');
  });

  it('that are missing or outdated are built with one button, but never sage unasked', async () => {
    const { host } = await renderApp(
      '#/images',
      withImages(
        imageOf('python'),
        builtImage('pwn', 1, { state: 'outdated', outdated_because: 'It was built from an earlier recipe.' }),
        ...[imageOf('sage'), imageOf('base')],
      ),
    );
    expect(screen.getByText('Choose an image')).toBeDefined();
    fireEvent.click(button('Build 2 images'));
    await settle();
    expect(sent(host, 'images.build')).toEqual([{ names: ['python', 'pwn'] }]);
  });

  it('show what is installed in them, narrowed by typing', async () => {
    await renderApp('#/images/pwn', (host) => {
      withImages(builtImage('pwn', 1), imageOf('base'))(host);
      host.world.packages.set('pwn', [
        { name: 'gdb', version: '13.1-3' },
        { name: 'python3-pwntools', version: '4.9.0-1' },
      ]);
    });
    fireEvent.click(within(screen.getByRole('region', { name: 'What is installed' })).getByRole('button'));
    await settle();
    expect(screen.getByText('2 packages')).toBeDefined();
    fireEvent.change(screen.getByLabelText('Only those whose name contains'), { target: { value: 'PWN' } });
    expect(screen.getByText('1 of 2 packages')).toBeDefined();
    expect(within(screen.getByRole('region', { name: 'Packages' })).getAllByRole('row')[1]?.textContent).toBe(
      'python3-pwntools4.9.0-1',
    );
  });

  it('say where to look when there is no engine, and when none is built yet', async () => {
    await renderApp('#/images', ({ world }) => {
      world.clients = [clientOf('Claude Code')];
    });
    expect(screen.getByRole('heading', { name: 'No container engine' })).toBeDefined();
    expect(screen.getByRole('link', { name: /See where it was looked for/ }).getAttribute('href')).toBe('#/engine');
    await renderApp('#/images', withImages(imageOf('python'), imageOf('base')));
    expect(screen.getByText('No image is built yet')).toBeDefined();
  });

  it('that cannot be listed say so, and are asked for again', async () => {
    const { host } = await renderApp('#/images', (fake) => {
      withImages(imageOf('python'))(fake);
      fake.fail('images.list', new HostError('INTERNAL', 'The recipes cannot be read.'));
    });
    expect(screen.getByRole('alert').textContent).toContain('The recipes cannot be read.');
    host.fail('images.list', undefined);
    fireEvent.click(button('Try again'));
    await settle();
    expect(row('python')).toContain('not built');
  });
});
