/**
 * Whether a tray icon would be seen. macOS and Windows always have a place for it; on Linux a panel must have taken the role of
 * StatusNotifier host, which is asked over D-Bus with whichever of the usual programs is there. No answer counts as no tray.
 */
import { execFile } from 'node:child_process';

const TIMEOUT_MS = 2_000;
const WATCHER = 'org.kde.StatusNotifierWatcher';
const WATCHER_PATH = '/StatusNotifierWatcher';
const PROPERTY = 'IsStatusNotifierHostRegistered';

/** Each program with the arguments that read the property, and how it prints `true`. */
const askers: readonly { readonly program: string; readonly args: readonly string[]; readonly yes: RegExp }[] = [
  { program: 'busctl', args: ['--user', 'get-property', WATCHER, WATCHER_PATH, WATCHER, PROPERTY], yes: /^b true\s*$/ },
  {
    program: 'gdbus',
    args: [
      ...['call', '--session', '--dest', WATCHER, '--object-path', WATCHER_PATH],
      ...['--method', 'org.freedesktop.DBus.Properties.Get', WATCHER, PROPERTY],
    ],
    yes: /^\(<true>,\)\s*$/,
  },
  {
    program: 'dbus-send',
    args: [
      ...['--session', '--print-reply', `--dest=${WATCHER}`, WATCHER_PATH],
      ...['org.freedesktop.DBus.Properties.Get', `string:${WATCHER}`, `string:${PROPERTY}`],
    ],
    yes: /variant\s+boolean true\s*$/,
  },
];

export interface TrayPresence {
  readonly present: boolean;
  /** For the log, as a sentence. */
  readonly because: string;
}

/** @param env searched for the asking programs by its PATH. Never throws. */
export async function findTray(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): Promise<TrayPresence> {
  if (platform !== 'linux') return { present: true, because: 'this system always shows tray icons' };
  for (const { program, args, yes } of askers) {
    const answer = await ask(program, args, env);
    if (answer === null) continue;
    return yes.test(answer)
      ? { present: true, because: `a StatusNotifier host is registered (${program})` }
      : { present: false, because: `no StatusNotifier host is registered (${program})` };
  }
  return { present: false, because: 'no StatusNotifier host answered busctl, gdbus or dbus-send' };
}

/** @returns what it printed; `null` when it is not there, failed or took too long */
function ask(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, { env, timeout: TIMEOUT_MS, killSignal: 'SIGKILL' }, (error, stdout) => {
      resolve(error === null ? stdout : null);
    });
  });
}
