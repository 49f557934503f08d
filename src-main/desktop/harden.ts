/**
 * Everything that is switched off in Chromium, as small named functions, each with its reason. `hardenEarly` runs before Electron is
 * ready, `hardenSession` before the first window exists. Each function denies; none of them asks anybody.
 */
import type { App, Session, WebContents } from 'electron';
import { APP_ORIGIN, isAppUrl } from './app-origin.ts';
import { SECURITY_HEADERS } from './content-security-policy.ts';
import type { ExternalLinks } from './external-links.ts';

/** Why: what must hold for every process and every page has to be said before the first one is made. */
export function hardenEarly(app: App, links: Pick<ExternalLinks, 'openListed'>): void {
  sandboxEveryRenderer(app);
  resolveNoNames(app);
  refuseCertificateErrors(app);
  app.on('web-contents-created', (_created, contents) => hardenContents(contents, links));
}

export function hardenSession(session: Session, development: boolean): void {
  denyPermissions(session);
  blockRemoteRequests(session, development);
  setSecurityHeaders(session);
  refuseEveryCertificate(session);
  denyDownloads(session);
  session.setSpellCheckerEnabled(false);
}

/** Applies to all contents, those that should not exist included. */
function hardenContents(contents: WebContents, links: Pick<ExternalLinks, 'openListed'>): void {
  denyNewWindows(contents, links);
  keepOnOurOrigin(contents);
  denyWebviews(contents);
  denyPeerConnections(contents);
}

/** Why: a renderer taken over by hostile output must not reach the operating system, even if a window forgot to say so. */
export function sandboxEveryRenderer(app: Pick<App, 'enableSandbox'>): void {
  app.enableSandbox();
}

/** Why: everything we show comes from this machine, and prefetching a name found in output would tell its owner. */
export function resolveNoNames(app: Pick<App, 'commandLine'>): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.commandLine.appendSwitch('disable-background-networking');
}

/** Why: there is no server that we would connect to with a certificate, so no bad one is worth an exception. */
export function refuseCertificateErrors(app: App): void {
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, callback) => {
    event.preventDefault();
    callback(false);
  });
}

/** Why: camera, location, USB and the rest are no part of this app. Copying, which a page may do on a click anyway, is. */
export function denyPermissions(session: Session): void {
  const mayCopy = (permission: string, origin: string): boolean =>
    permission === 'clipboard-sanitized-write' && origin === APP_ORIGIN;
  session.setPermissionRequestHandler((contents, permission, callback) => {
    callback(mayCopy(permission, contents.mainFrame.origin));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => mayCopy(permission, origin.replace(/\/$/, '')));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
}

/** Why: text from agents may name any address; loading one would leak that it was shown. Only our own files are ever loaded. */
export function blockRemoteRequests(session: Session, development: boolean): void {
  session.webRequest.onBeforeRequest(({ url }, callback) => {
    const ours = isAppUrl(url) || (development && URL.parse(url)?.protocol === 'devtools:');
    callback({ cancel: !ours });
  });
}

/** Why: the protocol handler sends these already; this holds for any answer that comes another way. */
export function setSecurityHeaders(session: Session): void {
  const ours = new Set(Object.keys(SECURITY_HEADERS).map((name) => name.toLowerCase()));
  session.webRequest.onHeadersReceived(({ responseHeaders = {} }, callback) => {
    const kept = Object.entries(responseHeaders).filter(([name]) => !ours.has(name.toLowerCase()));
    callback({ responseHeaders: { ...Object.fromEntries(kept), ...SECURITY_HEADERS } });
  });
}

/** Why: as with certificate errors; here even a valid certificate is refused. */
export function refuseEveryCertificate(session: Session): void {
  const REFUSED = -2;
  session.setCertificateVerifyProc((_request, callback) => callback(REFUSED));
}

/** Why: nothing in the window is meant to write files behind the policy's back. */
export function denyDownloads(session: Session): void {
  session.on('will-download', (event) => event.preventDefault());
}

/** Why: a second window would not be ours. Documentation opens in the person's browser, if it is on the list. */
export function denyNewWindows(contents: WebContents, links: Pick<ExternalLinks, 'openListed'>): void {
  contents.setWindowOpenHandler(({ url }) => {
    links.openListed(url);
    return { action: 'deny' };
  });
}

/** Why: a page from elsewhere in our window would inherit its looks and the person's trust. Frames inside the page get nothing. */
export function keepOnOurOrigin(contents: WebContents): void {
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isAppUrl(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!event.isMainFrame || !isAppUrl(event.url)) event.preventDefault();
  });
}

/** Why: a webview is a whole browser with preferences of its own. */
export function denyWebviews(contents: WebContents): void {
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** Why: peer connections do not pass the request filter above. */
export function denyPeerConnections(contents: WebContents): void {
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
