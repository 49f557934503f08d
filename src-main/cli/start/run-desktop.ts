/** Runs the desktop app as a child: same streams, its signals, its exit code. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { SignalSource } from '../terminal.ts';

export interface DesktopRun {
  readonly electronPath: string;
  /** What Electron loads: the folder of package.json. */
  readonly projectRoot: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signals: SignalSource;
  /** Started from a terminal, which sends Ctrl-C to the child by itself. */
  readonly ownTerminal: boolean;
}

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** As shells report a death by signal. */
const SIGNAL_BASE = 128;

/** @returns the child's exit code. @throws Error when it cannot be started */
export async function runDesktop({
  electronPath,
  projectRoot,
  env,
  signals,
  ownTerminal,
}: DesktopRun): Promise<number> {
  const child = spawn(electronPath, [projectRoot], { stdio: 'inherit', env: { ...env } });
  const forwards = FORWARDED.map((signal) => {
    const forward = (): void => {
      if (!(signal === 'SIGINT' && ownTerminal)) child.kill(signal);
    };
    signals.on(signal, forward);
    return { signal, forward };
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', reject);
  child.once('exit', (code, signal) =>
    resolve(code ?? SIGNAL_BASE + (signal === null ? 0 : constants.signals[signal])),
  );
  try {
    return await promise;
  } finally {
    for (const { signal, forward } of forwards) signals.off(signal, forward);
  }
}
