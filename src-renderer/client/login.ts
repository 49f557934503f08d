/** Signing in with a one-time link: `/login#TOKEN`. The token leaves the address bar before anything else happens. */
import type { Carrier } from './carrier.ts';
import { logIn } from './http-carrier.ts';

/** @returns the token of a login link, taken out of the address and the history; `null` for any other page */
export function takeLoginToken(
  location: Pick<Location, 'pathname' | 'hash'>,
  history: Pick<History, 'replaceState'>,
): string | null {
  if (!location.pathname.endsWith('/login')) return null;
  const token = location.hash.slice(1);
  history.replaceState(null, '', '/');
  return token === '' ? null : token;
}

/** A carrier whose every call and event waits until the token was exchanged; when that is refused, so are they. */
export function withLogin(carrier: Carrier, fetch: typeof globalThis.fetch, token: string): Carrier {
  const signedIn = logIn(fetch, token);
  return {
    kind: carrier.kind,
    async call(name, input) {
      await signedIn;
      return carrier.call(name, input);
    },
    listen(listener) {
      let stopped = false;
      let stop = (): void => {
        stopped = true;
      };
      signedIn.then(
        () => {
          if (!stopped) stop = carrier.listen(listener);
        },
        () => listener.onLost(),
      );
      return () => stop();
    },
  };
}
