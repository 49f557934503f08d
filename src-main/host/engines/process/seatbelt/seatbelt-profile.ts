/**
 * What macOS is told for a confinement: a profile in Seatbelt's language, and the paths that it speaks of, apart. No path ever stands in the profile's
 * text, so none can end a string or begin a rule in it; `sandbox-exec -D` hands each over as it is. The order counts: the last rule that
 * fits decides, so what is closed comes last. Pure.
 */
import { dirname } from 'node:path';
import type { Confinement } from '#shared/model/index.ts';
import { isWithin, unique } from '../confine/within.ts';
import { CHARACTER_DEVICES, MACH_SERVICES, NETWORK_SERVICES, SYSCTLS } from './seatbelt-base.ts';

export interface SeatbeltWish {
  readonly confinement: Confinement;
  readonly network: boolean;
  readonly cwd: string;
  /** A private folder that the program may fill. */
  readonly scratch: string;
  /** Files that name lookup needs where there is a network. */
  readonly resolver: readonly string[];
}

export interface SeatbeltProfile {
  readonly text: string;
  /** By the name that the profile has for it. */
  readonly parameters: ReadonlyMap<string, string>;
}

export function seatbeltProfile(wish: SeatbeltWish): SeatbeltProfile {
  const names = new Names();
  const lines = [
    ...['(version 1)', '(deny default)'],
    ...ownProcesses(),
    ...faces(),
    ...(wish.network ? networkLines(wish, names) : []),
    ...shownLines(wish, names),
    ...closedLines(wish.confinement, names),
  ];
  return { text: `${lines.join('\n')}\n`, parameters: names.all };
}

/** Gives each path a name, and says the same of the same path. */
class Names {
  readonly all = new Map<string, string>();
  readonly #byPath = new Map<string, string>();

  subpath(path: string): string {
    return `(subpath (param "${this.#nameOf(path)}"))`;
  }

  literal(path: string): string {
    return `(literal (param "${this.#nameOf(path)}"))`;
  }

  #nameOf(path: string): string {
    const real = asTheKernelSays(path);
    const name = this.#byPath.get(real) ?? `P${this.#byPath.size}`;
    this.#byPath.set(real, name);
    this.all.set(name, real);
    return name;
  }
}

/** Three folders at the top are links. A rule for what is behind one counts only under the name that the kernel has for it. */
export function asTheKernelSays(path: string): string {
  return /^\/(?:tmp|var|etc)(?:\/|$)/u.test(path) ? `/private${path}` : path;
}

/** Its own family may be started, seen and signalled; nobody else. */
const ownProcesses = (): readonly string[] => [
  '(allow process-fork)',
  '(allow signal (target same-sandbox))',
  '(allow process-info* (target same-sandbox))',
];

/** Of the kernel and the system's services, what every program needs to begin and to know the time, its user and the machine. */
const faces = (): readonly string[] => [
  rule(
    'allow sysctl-read',
    SYSCTLS.map((name) => `(sysctl-name "${name}")`),
  ),
  rule(
    'allow mach-lookup',
    MACH_SERVICES.map((name) => `(global-name "${name}")`),
  ),
  '(allow ipc-posix-sem)',
  rule('allow file-read* file-write-data file-ioctl', CHARACTER_DEVICES.map(characterDevice)),
  // What it holds open already, by number.
  '(allow file-read* file-write-data (subpath "/dev/fd"))',
  ...['/dev/stdin', '/dev/stdout', '/dev/stderr'].map((link) => `(allow file-read* (literal "${link}"))`),
];

const characterDevice = (path: string): string => `(require-all (literal "${path}") (vnode-type CHARACTER-DEVICE))`;

function networkLines({ resolver }: SeatbeltWish, names: Names): readonly string[] {
  return [
    '(allow network-outbound (remote ip "*:*"))',
    '(allow network-inbound (local ip "*:*"))',
    '(allow network-bind (local ip "*:*"))',
    '(allow network-outbound (literal "/private/var/run/mDNSResponder"))',
    '(allow system-socket)',
    rule(
      'allow mach-lookup',
      NETWORK_SERVICES.map((name) => `(global-name "${name}")`),
    ),
    ...(resolver.length === 0
      ? []
      : [
          rule(
            'allow file-read*',
            resolver.map((path) => names.literal(path)),
          ),
        ]),
  ];
}

function shownLines({ confinement, cwd, scratch }: SeatbeltWish, names: Names): readonly string[] {
  const { system, readOnly, writable } = confinement;
  const readable = unique([...system, ...readOnly, ...writable, scratch]);
  const programs = unique([...system, ...readOnly, ...writable]);
  return [
    // That a folder on the way exists, and nothing of what is in it.
    rule('allow file-read-metadata', ['(literal "/")', ...ways([...readable, cwd]).map((path) => names.literal(path))]),
    // Programs begin by opening the top, which lists what everybody knows.
    '(allow file-read* (literal "/"))',
    ...['/tmp', '/var', '/etc'].map((link) => `(allow file-read* (literal "${link}"))`),
    rule(
      'allow file-read*',
      readable.map((path) => names.subpath(path)),
    ),
    rule(
      'allow process-exec*',
      programs.map((path) => names.subpath(path)),
    ),
    rule(
      'allow file-write*',
      unique([...writable, scratch]).map((path) => names.subpath(path)),
    ),
    // Nothing that was made inside may be started with somebody else’s rights.
    '(deny file-write-setugid)',
  ];
}

/**
 * What is closed, what may be read alone, what must not come into being. The folders in which it lies are tied to their places, because under another
 * name none of these rules would know it.
 */
function closedLines({ hidden, fixed, barred, writable }: Confinement, names: Names): readonly string[] {
  const guarded = unique([...hidden, ...fixed, ...barred]);
  const tied = ways(guarded).filter((path) => isWithin(path, writable));
  return [
    ...(hidden.length === 0
      ? []
      : [
          rule(
            'deny file-read* file-write* process-exec*',
            hidden.map((path) => names.subpath(path)),
          ),
        ]),
    ...([...fixed, ...barred].length === 0
      ? []
      : [
          rule(
            'deny file-write*',
            unique([...fixed, ...barred]).map((path) => names.subpath(path)),
          ),
        ]),
    ...(tied.length === 0
      ? []
      : [
          rule(
            'deny file-write-unlink',
            tied.map((path) => names.literal(path)),
          ),
        ]),
  ];
}

/** The folders on the way to each of the paths, as far as none of the paths. */
function ways(paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const path of paths.map(asTheKernelSays)) {
    for (let at = dirname(path); at !== '/'; at = dirname(at)) found.add(at);
  }
  return [...found].sort();
}

const rule = (what: string, filters: readonly string[]): string =>
  [`(${what}`, ...filters.map((filter) => `  ${filter}`)].join('\n').concat(')');
