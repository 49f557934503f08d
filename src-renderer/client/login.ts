/** Signing in with a one-time link: `/login#TOKEN`. The token leaves the address bar before anything else happens. */
import { HostError } from '#shared/contract/index.ts';
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

/**
 * A carrier whose every call and event waits until the token was exchanged. A link that is used up changes nothing: the cookie of an
 * earlier one may still be good, and if it is not, the first call says so.
 */
export function withLogin(carrier: Carrier, fetch: typeof globalThis.fetch, token: string): Carrier {
  let exchange: Promise<void> | undefined;
  const signedIn = (): Promise<void> => {
    exchange ??= logIn(fetch, token).catch((error: unknown) => {
      if (error instanceof HostError && error.code === 'FORBIDDEN') return;
      // The host could not be asked: the link is still good, and the next call tries it again.
      exchange = undefined;
      throw error;
    });
    return exchange;
  };
  return {
    kind: carrier.kind,
    async call(name, input) {
      await signedIn();
      return carrier.call(name, input);
    },
    listen(listener) {
      let stopped = false;
      let stop = (): void => {
        stopped = true;
      };
      const start = (): void => {
        if (!stopped) stop = carrier.listen(listener);
      };
      signedIn().then(start, start);
      return () => stop();
    },
  };
}
