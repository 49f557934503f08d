/**
 * What bubblewrap is told for a confinement. The order counts: each line covers what earlier lines put there, so the system comes first and
 * what is closed comes last. Pure.
 */
import { dirname } from 'node:path';
import type { Confinement } from '#shared/model/index.ts';
import { isWithin } from '../confine/within.ts';
import type { SystemView } from './system-view.ts';

/** An argument, or an open file that has to be handed over and whose number is the argument. */
export type Argument = string | { readonly open: string };

export interface Fence {
  readonly confinement: Confinement;
  readonly network: boolean;
  readonly cwd: string;
  readonly home: string;
  readonly view: SystemView;
  /** Of the paths named here, those that are folders. */
  isFolder(path: string): boolean;
  /** A file that nobody can open, laid over files that are closed. */
  readonly closedFile: string;
  readonly seccompFile: string;
  /** For each of the folders in memory that the program may fill. */
  readonly scratchBytes: number;
  /** Files that name lookup needs where there is a network. */
  readonly resolver: readonly string[];
}

/** What nobody inside is called: it has no rights of its own, and programs do not take themselves for an administrator. */
const NOBODY = 65_534;

export function bubblewrapArguments(fence: Fence): readonly Argument[] {
  const { confinement, network, cwd } = fence;
  return [
    ...namespaces(fence),
    ...(network ? ['--share-net'] : []),
    ...['--die-with-parent', '--new-session', '--as-pid-1'],
    ...['--seccomp', { open: fence.seccompFile }],
    ...systemLines(fence),
    ...ownLines(fence),
    ...shownLines(fence),
    ...confinement.hidden.flatMap((path) => closedLines(path, fence)),
    // The kernel's switches ask who owns them and not for rights: root without any could turn them through its own /proc.
    ...['/proc', '/dev', '/'].flatMap((path) => ['--remount-ro', path]),
    ...['--chdir', cwd],
  ];
}

/** Capabilities are gone at the end of either road: with a user namespace at once, without one when the user is changed. */
function namespaces({ confinement: { user } }: Fence): readonly Argument[] {
  const separate = ['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try'];
  if (user !== null && changesUser(user)) {
    const needed = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'].flatMap((capability) => ['--cap-add', capability]);
    return [...separate, '--cap-drop', 'ALL', ...needed];
  }
  const mapped = user?.uid === 0 ? ['--uid', `${NOBODY}`, '--gid', `${NOBODY}`] : [];
  return ['--unshare-user', ...mapped, ...separate, '--cap-drop', 'ALL'];
}

export const changesUser = ({ uid }: { readonly uid: number }): boolean => process.getuid?.() !== uid;

function systemLines({ view, network, resolver }: Fence): readonly Argument[] {
  return [
    ...view.folders.flatMap((path) => ['--ro-bind', path, path]),
    ...view.links.flatMap(({ at, to }) => ['--symlink', to, at]),
    ...(network ? resolver.flatMap((path) => ['--ro-bind', path, path]) : []),
  ];
}

/** Its own processes, devices, and folders in memory that vanish with it: the home folder among them, so that programs find one. */
function ownLines({ home, scratchBytes, confinement, view }: Fence): readonly Argument[] {
  const hasNone = isSystems(home, view) || hasOwn(home, confinement);
  const scratch = (path: string, mode: string): readonly string[] => [
    ...['--perms', mode, '--size', `${scratchBytes}`, '--tmpfs', path],
  ];
  return [
    ...['--proc', '/proc', '--dev', '/dev'],
    ...scratch('/dev/shm', '1777'),
    ...scratch('/tmp', '1777'),
    ...['--perms', '0755', '--dir', '/var', '--symlink', '../tmp', '/var/tmp', '--perms', '0755', '--dir', '/run'],
    ...(isSystems(home, view) ? [] : parents([home], [])),
    ...(hasNone ? [] : scratch(home, '1777')),
  ];
}

/** Users that are no people may have a folder of the system for their home: nothing is laid over that. */
const isSystems = (home: string, { folders }: SystemView): boolean =>
  home === '/' || isWithin(home, folders) || folders.some((folder) => isWithin(folder, [home]));

const hasOwn = (home: string, { readOnly, writable }: Confinement): boolean =>
  [...readOnly, ...writable].some((path) => home === path || home.startsWith(`${path}/`));

function shownLines(fence: Fence): readonly Argument[] {
  const { system, readOnly, writable, fixed, barred } = fence.confinement;
  const programs = system.filter((path) => !fence.view.folders.includes(path));
  const shown = [...readOnly, ...writable, ...programs].sort();
  return [
    ...parents([...shown, fence.cwd], [...fence.view.folders, ...shown]),
    ...shown.flatMap((path) => [writable.includes(path) ? '--bind-fd' : '--ro-bind-fd', { open: path }, path]),
    ...holders([...fixed, ...barred], writable).flatMap((path) => ['--bind-fd', { open: path }, path]),
    ...fixed.flatMap((path) => ['--ro-bind-fd', { open: path }, path]),
    ...barred.flatMap((path) => barredLines(path, fence)),
  ];
}

/** A folder between the writable one and what is guarded is tied to its place, so that nobody moves it away and makes another. */
function holders(guarded: readonly string[], writable: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const path of guarded) {
    for (let at = dirname(path); at !== dirname(at) && !writable.includes(at); at = dirname(at)) found.add(at);
  }
  return [...found].sort();
}

/** Folders on the way that nothing shows, in the order in which they have to be made. */
function parents(paths: readonly string[], shown: readonly string[]): readonly string[] {
  const made = new Set<string>();
  for (const path of paths) {
    const above: string[] = [];
    for (let at = dirname(path); at !== '/'; at = dirname(at)) {
      if (shown.some((each) => at === each || at.startsWith(`${each}/`))) break;
      above.unshift(at);
    }
    for (const at of above) made.add(at);
  }
  return [...made].flatMap((path) => ['--perms', '0755', '--dir', path]);
}

const closedLines = (path: string, { isFolder, closedFile }: Fence): readonly Argument[] =>
  isFolder(path) ? ['--perms', '0000', '--tmpfs', path] : ['--ro-bind', closedFile, path];

/** What stands in for something that must not be made exists on the machine for as long as the run does. */
const barredLines = (path: string, { isFolder }: Fence): readonly Argument[] =>
  isFolder(path) ? ['--perms', '0555', '--tmpfs', path] : ['--ro-bind-fd', { open: path }, path];
