import { describe, expect, it } from 'vitest';
import { hardenEarly, hardenSession } from './harden.ts';
import { FakeContents, fakeFrame } from './testing/fake-contents.ts';
import { fakeElectron } from './testing/fake-electron.ts';
import { FakeEvent } from './testing/fake-event.ts';
import type { FakeSession } from './testing/fake-session.ts';

function hardened(development = false) {
  const fake = fakeElectron();
  const asked: string[] = [];
  hardenEarly(fake.parts.app, { openListed: (url) => void asked.push(url) });
  hardenSession(fake.parts.session.defaultSession, development);
  const contents = new FakeContents();
  fake.app.emit('web-contents-created', new FakeEvent(), contents);
  return { ...fake, asked, contents };
}

/** Calls a handler that the session was given, whatever its type, and hands back what it called back with. */
function answerOf(handler: unknown, ...args: readonly unknown[]): unknown {
  if (typeof handler !== 'function') throw new Error('no handler was set');
  let answer: unknown;
  handler(...args, (value: unknown) => {
    answer = value;
  });
  return answer;
}

const remote = [
  'https://example.com/pixel.png',
  'http://127.0.0.1:7717/mcp',
  'http://localhost/',
  'ws://127.0.0.1:1/',
  'wss://example.com/',
  'file:///etc/passwd',
  'ftp://example.com/',
  'chrome://gpu/',
  'app://other/',
  'devtools://devtools/bundled/inspector.html',
];

describe('before Electron is ready', () => {
  it('puts every renderer into the sandbox', () => expect(hardened().app.sandboxed).toBe(true));

  it('lets Chromium resolve no name at all', () => {
    expect(hardened().app.switches).toEqual(['host-resolver-rules=MAP * ~NOTFOUND', 'disable-background-networking']);
  });

  it('refuses certificates that are in error', () => {
    const { app, contents } = hardened();
    const event = new FakeEvent();
    let trusted: unknown;
    app.emit('certificate-error', event, contents, 'https://example.com', 'ERR', {}, (value: unknown) => {
      trusted = value;
    });
    expect([event.defaultPrevented, trusted]).toEqual([true, false]);
  });
});

describe('the session', () => {
  it.each([
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'openExternal',
    'hid',
    'usb',
    'fileSystem',
    'unknown',
  ])('denies the permission %s, asked for or checked', (permission) => {
    const { session, contents } = hardened();
    expect(answerOf(session.permissionRequest, contents, permission)).toBe(false);
    expect(check(session, permission, 'app://countersign')).toBe(false);
  });

  it('lets our own page copy to the clipboard, and no other page', () => {
    const { session, contents } = hardened();
    expect(answerOf(session.permissionRequest, contents, 'clipboard-sanitized-write')).toBe(true);
    expect(check(session, 'clipboard-sanitized-write', 'app://countersign/')).toBe(true);
    contents.mainFrame = fakeFrame({ origin: 'https://example.com' });
    expect(answerOf(session.permissionRequest, contents, 'clipboard-sanitized-write')).toBe(false);
    expect(check(session, 'clipboard-sanitized-write', 'https://example.com/')).toBe(false);
  });

  it('denies devices and screen capture', () => {
    const { session } = hardened();
    const { devicePermission, displayMedia } = session;
    expect(typeof devicePermission === 'function' && devicePermission({ deviceType: 'hid' })).toBe(false);
    expect(answerOf(displayMedia, {})).toBeNull();
  });

  it.each(remote)('cancels a request for %s', (url) => {
    expect(answerOf(hardened().session.beforeRequest, { url })).toEqual({ cancel: true });
  });

  it('lets our own files through', () => {
    const url = 'app://countersign/assets/index.js';
    expect(answerOf(hardened().session.beforeRequest, { url })).toEqual({ cancel: false });
  });

  it('lets developer tools load themselves in development only', () => {
    const url = 'devtools://devtools/bundled/inspector.html';
    expect(answerOf(hardened(true).session.beforeRequest, { url })).toEqual({ cancel: false });
    expect(answerOf(hardened(true).session.beforeRequest, { url: 'https://example.com/' })).toEqual({ cancel: true });
  });

  it('replaces a weaker content security policy, however its name is spelled', () => {
    const answer = answerOf(hardened().session.headersReceived, {
      responseHeaders: { 'content-SECURITY-policy': ['default-src *'], 'Content-Type': ['text/html'] },
    });
    expect(answer).toEqual({
      responseHeaders: expect.objectContaining({
        'Content-Type': ['text/html'],
        'Content-Security-Policy': expect.stringContaining("default-src 'none'"),
      }),
    });
    expect(JSON.stringify(answer)).not.toContain('default-src *');
  });

  it('trusts no certificate, downloads nothing and fetches no dictionaries', () => {
    const { session } = hardened();
    expect(answerOf(session.certificateVerify, { hostname: 'example.com' })).toBe(-2);
    const download = new FakeEvent();
    session.emit('will-download', download);
    expect(download.defaultPrevented).toBe(true);
    expect(session.spellChecker).toBe(false);
  });
});

describe('all contents, whoever made them', () => {
  it('open no window, and pass the address on to the list of links', () => {
    const { contents, asked } = hardened();
    expect(contents.openHandler?.({ url: 'https://evil.example/' })).toEqual({ action: 'deny' });
    expect(asked).toEqual(['https://evil.example/']);
  });

  it.each(['will-frame-navigate', 'will-redirect'])('stay on our origin (%s)', (name) => {
    const { contents } = hardened();
    const navigate = (url: string, isMainFrame: boolean): boolean => {
      const event = Object.assign(new FakeEvent(), { url, isMainFrame });
      contents.emit(name, event);
      return !event.defaultPrevented;
    };
    for (const url of [...remote, 'about:blank', 'data:text/html,x', 'javascript:alert(1)']) {
      expect(navigate(url, true), url).toBe(false);
    }
    expect(navigate('app://countersign/#/runs', true)).toBe(true);
    expect(navigate('app://countersign/', false)).toBe(false);
  });

  it('attach no webview and open no peer connection', () => {
    const { contents } = hardened();
    const event = new FakeEvent();
    contents.emit('will-attach-webview', event);
    expect(event.defaultPrevented).toBe(true);
    expect(contents.webRtcPolicy).toBe('disable_non_proxied_udp');
  });
});

function check(session: FakeSession, permission: string, origin: string): unknown {
  const { permissionCheck } = session;
  if (typeof permissionCheck !== 'function') throw new Error('no handler was set');
  return permissionCheck(null, permission, origin, {});
}
