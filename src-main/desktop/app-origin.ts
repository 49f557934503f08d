/** The one origin that our pages live on, and the question whether an address belongs to it. */

export const APP_SCHEME = 'app';
export const APP_HOST = 'countersign';
/** As Chromium serialises the origin of a standard scheme. */
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
export const APP_URL = `${APP_ORIGIN}/`;

/** @returns whether `text` is an absolute address on our origin; false for anything that does not parse */
export function isAppUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    url.protocol === `${APP_SCHEME}:` &&
    url.host === APP_HOST &&
    url.username === '' &&
    url.password === ''
  );
}
