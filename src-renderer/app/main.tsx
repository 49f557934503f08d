/** The page's entry: chooses how to reach the host, signs in where a link says so, and draws the app. */
import '../client/no-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { bridgeCarrier } from '../client/bridge-carrier.ts';
import type { Carrier } from '../client/carrier.ts';
import { createHostLink } from '../client/host-link.ts';
import { httpCarrier } from '../client/http-carrier.ts';
import { takeLoginToken, withLogin } from '../client/login.ts';
import { App } from './app.tsx';

function chooseCarrier(): Carrier {
  if (window.countersign !== undefined) return bridgeCarrier(window.countersign);
  const fetch = window.fetch.bind(window);
  const http = httpCarrier({ fetch, openEvents: (path) => new EventSource(path) });
  const token = takeLoginToken(window.location, window.history);
  return token === null ? http : withLogin(http, fetch, token);
}

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no #app');
createRoot(root).render(
  <StrictMode>
    <App host={createHostLink(chooseCarrier())} />
  </StrictMode>,
);
