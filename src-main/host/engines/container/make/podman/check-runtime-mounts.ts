/** Holds the mounts that the runtime was told of against the plan: a closed list of places, each with its kind, where it comes from, and its options. */
import type { MadeTerms } from './check-described.ts';
import { memoryFolder } from './expected.ts';
import type { HandedFiles } from './handed-files.ts';
import { asJson, asList, type Json, shown } from './rules.ts';

export interface ConfigTerms extends MadeTerms {
  readonly handed: HandedFiles;
}

interface Place {
  readonly type: string;
  readonly source: (source: string) => boolean;
  /** All of these, */
  readonly needs: readonly string[];
  /** and of these any. */
  readonly may: readonly string[];
}

/** The init that Podman brings, where distributions keep it: a program of the machine's that is shown, and nothing else of it. */
const INITS = [
  '/usr/libexec/podman/catatonit',
  '/usr/bin/catatonit',
  '/usr/libexec/catatonit/catatonit',
  '/usr/lib/podman/catatonit',
  '/usr/local/libexec/podman/catatonit',
];
const QUIET = ['nosuid', 'noexec', 'nodev'];
const APART = ['rprivate', 'private'];

const named =
  (name: string) =>
  (source: string): boolean =>
    source === name;
const kernels = (type: string, needs: readonly string[], may: readonly string[] = []): Place => ({
  ...{ type, source: named(type), needs },
  may: [...may, ...APART, 'relatime', 'strictatime'],
});
const file = (source: (source: string) => boolean, needs: readonly string[] = ['ro', ...QUIET]): Place => ({
  ...{ type: 'bind', source, needs },
  may: ['bind', 'rbind', ...APART],
});

/** Not what the program may write to; that is in `mountFindings`. */
function placesOf({ id, handed }: ConfigTerms): Readonly<Record<string, Place>> {
  // Below Podman's own folders, one a container.
  const own = (name: string) => (source: string) =>
    source.startsWith('/') && !source.includes('/../') && source.endsWith(`/overlay-containers/${id}/userdata/${name}`);
  const init = file((source) => INITS.includes(source), ['ro']);
  return {
    '/proc': kernels('proc', QUIET),
    '/sys': kernels('sysfs', ['ro', ...QUIET]),
    '/sys/fs/cgroup': { ...kernels('cgroup', ['ro', ...QUIET]) },
    '/dev': kernels('tmpfs', ['nosuid', 'noexec', 'mode=755', 'size=65536k']),
    '/dev/pts': kernels('devpts', ['nosuid', 'noexec', 'newinstance'], ['ptmxmode=0666', 'mode=0620', 'gid=5']),
    '/dev/mqueue': kernels('mqueue', QUIET),
    '/dev/shm': file(own('shm'), QUIET),
    '/etc/hosts': file(named(handed.hosts)),
    '/etc/resolv.conf': file(named(handed.resolver)),
    '/etc/hostname': file(own('hostname')),
    '/etc/passwd': file(own('passwd')),
    '/etc/group': file(own('group')),
    '/run/.containerenv': file(own('.containerenv')),
    ...{ '/run/podman-init': init, '/dev/init': init },
  };
}

export function mountFindings(value: unknown, terms: ConfigTerms): string[] {
  const { shape, image } = terms;
  const mounts = asList(value).map(asJson);
  const places = placesOf(terms);
  const folders = [shape.workingDir, '/tmp', ...image.volumes];
  const [seen, findings] = [new Set<string>(), [] as string[]];
  let bytes = 0;
  for (const mount of mounts) {
    const at = String(mount.destination);
    if (seen.has(at)) findings.push(`something is mounted twice at ${at.slice(0, 100)}`);
    seen.add(at);
    const folder = folders.includes(at) ? folderOf(mount, terms) : null;
    if (folder !== null) bytes += folder.bytes;
    else if (folders.includes(at) || !fits(mount, Object.hasOwn(places, at) ? places[at] : undefined))
      findings.push(`what is mounted at ${at.slice(0, 100)} is not what the plan says: ${shown(mount)}`);
  }
  const bare = [...folders, '/dev/shm', '/etc/hosts', '/etc/resolv.conf'].filter((path) => !seen.has(path));
  if (bytes > shape.scratchBytes)
    findings.push(`${bytes} bytes could be written, and the plan allows ${shape.scratchBytes}`);
  return [...findings, ...bare.map((path) => `nothing is mounted at ${path}`)];
}

function folderOf({ destination, type, source, options, ...more }: Json, { shape, image }: ConfigTerms) {
  if (type !== 'tmpfs' || source !== 'tmpfs' || Object.keys(more).length > 0) return null;
  return memoryFolder(options, { user: shape.user, isCover: image.volumes.includes(String(destination)) }, APART);
}

function fits({ destination, type, source, options, ...more }: Json, place: Place | undefined): boolean {
  if (place === undefined || Object.keys(more).length > 0) return false;
  const said = asList(options).map(String);
  return (
    type === place.type &&
    place.source(String(source)) &&
    place.needs.every((option) => said.includes(option)) &&
    said.every((option) => place.needs.includes(option) || place.may.includes(option)) &&
    typeof destination === 'string'
  );
}
