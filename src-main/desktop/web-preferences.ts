/** What our one renderer may and may not, spelled out rather than left to defaults. A test reads this back. */
import type { WebPreferences } from 'electron';

export interface RendererSetting {
  /** Absolute path of the bundled preload script. */
  readonly preloadPath: string;
  /** Handed to the preload script as command line arguments. */
  readonly preloadArguments: readonly string[];
  readonly development: boolean;
}

export function webPreferences({ preloadPath, preloadArguments, development }: RendererSetting): WebPreferences {
  return {
    preload: preloadPath,
    additionalArguments: [...preloadArguments],
    // The renderer shows text that agents and programs wrote: were it taken over, it would still be a bare web page.
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    navigateOnDragDrop: false,
    // A page that could open dialogs could lay one over the prompt.
    disableDialogs: true,
    // Spelling dictionaries would be downloaded.
    spellcheck: false,
    devTools: development,
    // Countdowns go on while the window is hidden.
    backgroundThrottling: false,
  };
}
