/** The app with a fake host, for development and pictures: `/dev/?scenario=NAME#/screen`. Not part of the build. */
import '../client/no-eval.ts';
import { createRoot } from 'react-dom/client';
import { App } from '../app/app.tsx';
import { createHostLink } from '../client/host-link.ts';
import { createFakeHost, type FakeHost } from '../fake-host/fake-host.ts';
import { approvalOf, commandPlan } from '../fake-host/fixtures.ts';
import { scenarios } from './scenarios.ts';

declare global {
  interface Window {
    dev?: { readonly host: FakeHost; readonly approvalOf: typeof approvalOf; readonly commandPlan: typeof commandPlan };
  }
}

const name = new URLSearchParams(window.location.search).get('scenario') ?? 'waiting';
const scenario = scenarios[name];
const root = document.getElementById('app');
if (root === null || scenario === undefined) {
  document.body.textContent = `No such scenario. There are: ${Object.keys(scenarios).join(', ')}`;
} else {
  const host = createFakeHost();
  await scenario(host);
  // For browser tests and benches, which make things happen at the host and look at the page.
  window.dev = { host, approvalOf, commandPlan };
  createRoot(root).render(<App host={createHostLink(host.carrier)} />);
}
