/** The shell for plain Node: the same host, with its UI served to a browser on loopback. */
import { homedir } from 'node:os';
import { createHost } from '#host/create-host.ts';
import { stderrLog } from '#host/ports/stderr-log.ts';
import { systemClock } from '#host/ports/system-clock.ts';
import { fileSecrets } from './file-secrets.ts';
import { createLogins } from './logins.ts';
import { sayNextSteps, sayPolicyProblems, sayReady } from './say-ready.ts';
import { openUiServer } from './ui-server.ts';

const LONG_MS = 60_000;

export interface HeadlessOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly uiPort: number;
  readonly policyFile: string | undefined;
  /** One JSON object a line on stdout instead of sentences. */
  readonly json: boolean;
  /** The built UI. */
  readonly rendererDir: string;
  /** The recipes of the runner images. */
  readonly runnerImagesDir: string;
  readonly version: string;
  /** How the command line is started: program first, absolute. */
  readonly cli: readonly string[];
}

/**
 * Runs until SIGINT or SIGTERM, then shuts down cleanly and exits 0.
 * @throws Error with a sentence for the person when it cannot start
 */
export async function runHeadless(options: HeadlessOptions): Promise<void> {
  // The clock's timers keep no process alive, so while nothing listens yet, or no longer, this has to.
  const alive = setInterval(() => undefined, LONG_MS);
  try {
    await run(options);
  } finally {
    clearInterval(alive);
  }
}

async function run(options: HeadlessOptions): Promise<void> {
  const clock = systemClock();
  const log = stderrLog(process.env);
  const logins = createLogins(clock);
  // The UI's port is known only after the host is there, and the host wants to hand out links to it.
  let uiUrl: string | undefined;
  const loginLink = (): string | undefined => (uiUrl === undefined ? undefined : `${uiUrl}/login#${logins.mint()}`);

  const host = await createHost({
    ...options,
    mode: 'headless',
    clock,
    log,
    // Nobody to notify outside the browser: its tab shows what waits.
    notifier: { notify: () => undefined },
    secrets: fileSecrets,
    loginLink,
    shellChecks: async () => [],
  });
  let ui: Awaited<ReturnType<typeof openUiServer>>;
  try {
    ui = await openUiServer({ ...options, api: host.api, logins, log: log.part('ui'), house: host.house });
  } catch (error) {
    await host.close();
    throw error;
  }
  uiUrl = ui.url;
  host.keepFrom(Number(new URL(ui.url).port));

  const ready = { endpoint: host.endpoint, ui: loginLink() ?? '', version: options.version, policy: host.policy() };
  sayPolicyProblems(ready.policy);
  if (options.json) sayReady(ready);
  else sayNextSteps(ready, homedir());

  await untilToldToStop();
  await ui.close();
  await host.close();
}

/** A second signal while shutting down is the person's impatience: the default then ends the process at once. */
function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
