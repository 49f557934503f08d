// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeHost } from '#renderer/fake-host/fake-host.ts';
import { clientOf } from '#renderer/fake-host/fixtures.ts';
import { engineAt, noEngine } from '#renderer/fake-host/image-fixtures.ts';
import { renderApp, settle } from '#renderer/testing/render-app.tsx';
import type { EngineReport } from '#shared/model/index.ts';

afterEach(cleanup);

const withEngine =
  (engine: EngineReport) =>
  ({ world }: FakeHost): void => {
    world.clients = [clientOf('Claude Code')];
    world.engine = engine;
    const { state, name, sentence } = engine;
    world.status = { ...world.status, engine: { state, name, sentence } };
  };
const strip = () => within(screen.getByRole('region', { name: 'Status' }));
const address = () => screen.getByLabelText('Address of the engine');
const chosen = (host: FakeHost): unknown[] =>
  host.calls.filter(({ name }) => name === 'engine.choose').map(({ input }) => input);

describe('the engine', () => {
  it('is in the status strip of every screen, which leads to its page', async () => {
    await renderApp('#/runs', withEngine(engineAt(null)));
    fireEvent.click(strip().getByRole('link', { name: 'Docker 28.2.2' }));
    await settle();
    expect(screen.getByRole('heading', { name: 'Docker 28.2.2' })).toBeDefined();
  });

  it('that is slow or absent says so there in a word', async () => {
    await renderApp('#/runs', withEngine(engineAt(null, { state: 'slow' })));
    expect(strip().getByRole('link', { name: 'Docker 28.2.2 slow' })).toBeDefined();
    await renderApp('#/runs', withEngine(noEngine()));
    expect(strip().getByRole('link', { name: 'No container engine' })).toBeDefined();
  });

  it('lists where it was looked for with what came of each, and what is known against it', async () => {
    const warnings = [{ found: 'runc 1.1.5 is older than 1.1.12.', fix: 'Update runc.' }];
    await renderApp('#/engine', withEngine(engineAt(null, { warnings })));
    expect(screen.getByRole('region', { name: 'Known against it' }).textContent).toContain('Update runc.');
    const places = within(screen.getByRole('region', { name: 'Where it was looked for' }));
    expect(places.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'usedunix:///var/run/docker.sockDocker 28.2.2, in 3 ms; looked for where it usually is',
      'answersunix:///run/podman/podman.sockPodman 4.3.1, in 12 ms',
    ]);
    fireEvent.click(places.getByRole('button', { name: 'show all 5' }));
    expect(places.getAllByRole('listitem')).toHaveLength(5);
  });

  it('says what to do about a gVisor that starts nothing, with what is typed set apart', async () => {
    const gvisor = { state: 'broken', words: 'Docker lists `runsc`', fix: 'Try `sudo runsc do true` first.' } as const;
    await renderApp('#/engine', withEngine(engineAt(null, { gvisor })));
    const fact = within(screen.getByRole('region', { name: 'About it' }));
    expect(fact.getByText('sudo runsc do true').tagName).toBe('CODE');
    expect(fact.getByText(/^Docker lists/).closest('dd')?.textContent).toBe(
      'Docker lists `runsc`. Try sudo runsc do true first.',
    );
  });

  it('is another one once a person chose it and it answered, and whichever is found again after that', async () => {
    const { host } = await renderApp('#/engine', withEngine(engineAt(null)));
    fireEvent.change(address(), { target: { value: ' tcp://build.example:2376 ' } });
    fireEvent.change(screen.getByLabelText('Folder with its keys'), { target: { value: '/srv/keys' } });
    fireEvent.click(screen.getByRole('button', { name: 'Use this engine' }));
    await settle();
    expect(screen.getByRole('heading', { name: 'The engine that you chose' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Use whichever is found' }));
    await settle();
    expect(chosen(host)).toEqual([
      { address: 'tcp://build.example:2376', tls_folder: '/srv/keys' },
      { address: null, tls_folder: null },
    ]);
    expect(screen.getByRole('heading', { name: 'Use another engine' })).toBeDefined();
  });

  it('stays what it was when nobody answers at the address, which stays in its field', async () => {
    const { host } = await renderApp('#/engine', withEngine(engineAt(null)));
    fireEvent.change(address(), { target: { value: 'ssh://nobody@build.example' } });
    fireEvent.submit(address());
    await settle();
    expect(screen.getByRole('alert').textContent).toContain('The engine stays what it was.');
    expect(address()).toHaveProperty('value', 'ssh://nobody@build.example');
    expect(host.world.engine.chosen).toBeNull();
  });

  it('that goes away while its page is open is shown as gone', async () => {
    const { host } = await renderApp('#/engine', withEngine(engineAt(null)));
    host.world.engine = noEngine();
    const { state, name, sentence } = host.world.engine;
    act(() => host.emit('host.changed', { ...host.world.status, engine: { state, name, sentence } }));
    await settle();
    expect(screen.getByRole('heading', { name: 'No container engine' })).toBeDefined();
  });
});
