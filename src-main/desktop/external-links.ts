/** Opening an address in the person's browser: only http and https, only after parsing, and from a page only what we listed. */
import type { Shell } from 'electron';
import type { Log } from '#host/ports/index.ts';

/** Pages outside the app that the app itself links to. Empty: the documentation ships with it. */
export const docLinks: readonly string[] = [];

export interface ExternalLinks {
  /** For addresses that a page asks for: opens those on the list, ignores and logs the rest. */
  openListed(url: string): void;
  /** For addresses that the host vouches for. @throws TypeError when it is not an http or https address without credentials */
  open(url: string): Promise<void>;
}

/** @param listed absolute addresses that a page may ask for, compared whole */
export function externalLinks(shell: Pick<Shell, 'openExternal'>, listed: readonly string[], log: Log): ExternalLinks {
  const allowed = new Set(listed.map((url) => webAddress(url).href));
  const open = async (url: string): Promise<void> => shell.openExternal(webAddress(url).href);
  return {
    open,
    openListed(url) {
      const parsed = URL.parse(url);
      if (parsed === null || !allowed.has(parsed.href)) {
        log.warn({ url: url.slice(0, 500) }, 'the page asked to open an address that is not on the list');
        return;
      }
      open(parsed.href).catch((error: unknown) => log.warn({ err: error }, 'the browser could not be opened'));
    },
  };
}

/** Parsed and written out again, so that what the browser gets is never the caller's own spelling. */
function webAddress(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw new TypeError('expected an http or https address without user name and password');
  }
  return url;
}
