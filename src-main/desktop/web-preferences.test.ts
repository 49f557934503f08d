import { describe, expect, it } from 'vitest';
import { webPreferences } from './web-preferences.ts';

describe('webPreferences', () => {
  const usual = webPreferences({ preloadPath: '/app/preload.cjs', preloadArguments: ['--x'], development: false });

  it('isolates the page and gives it nothing of Node', () => {
    expect(usual).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
    });
  });

  it('offers developer tools in development only', () => {
    expect(usual.devTools).toBe(false);
    expect(webPreferences({ preloadPath: '/p', preloadArguments: [], development: true }).devTools).toBe(true);
  });

  it('loosens nothing else in development', () => {
    const development = webPreferences({
      preloadPath: '/app/preload.cjs',
      preloadArguments: ['--x'],
      development: true,
    });
    expect({ ...development, devTools: false }).toEqual(usual);
  });
});
