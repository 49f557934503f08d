/**
 * What is installed in an image, as the image itself says: the list that a recipe of ours leaves in it, else what Debian's package tool keeps. It
 * is read from a container that is made for this and never started. An image never changes under its id, so each is read once.
 */
import type { ImagePackage } from '#shared/model/index.ts';
import type { EngineCalls } from '../run/engine-calls.ts';
import type { Fleet } from '../run/fleet.ts';
import { orRefuse } from '../run/vessel.ts';

/** `null`: the image does not say. */
export type Packages = readonly ImagePackage[] | null;

const OWN_LIST = '/usr/share/countersign-packages';
const DEBIAN_LIST = '/var/lib/dpkg/status';
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_PACKAGES = 5_000;
const KEPT = 32;

type ReadFile = (path: string, mostBytes: number) => Promise<Buffer | null>;

/** @throws Refused ENGINE_UNAVAILABLE, IMAGE_MISSING; asked for again, it looks again then */
export function imagePackages(fleet: Fleet, calls: () => Promise<EngineCalls>): (image: string) => Promise<Packages> {
  const known = new Map<string, Promise<Packages>>();
  const read = async (image: string): Promise<Packages> => {
    const engine = await calls();
    return orRefuse({ image: { name: image, id: image } }, () =>
      fleet.look(engine, image, (id) => packagesIn((path, mostBytes) => engine.readFile(id, path, mostBytes))),
    );
  };
  return (image) => {
    const before = known.get(image);
    if (before !== undefined) return before;
    const found = read(image);
    known.set(image, found);
    found.catch(() => known.delete(image));
    for (const oldest of known.keys()) {
      if (known.size <= KEPT) break;
      known.delete(oldest);
    }
    return found;
  };
}

async function packagesIn(readFile: ReadFile): Promise<Packages> {
  const own = await readFile(OWN_LIST, MOST_BYTES);
  if (own !== null) return sorted(ofLines(own.toString('utf8')));
  const debian = await readFile(DEBIAN_LIST, MOST_BYTES);
  return debian === null ? null : sorted(ofStanzas(debian.toString('utf8')));
}

/** `name version`, a package a line. Whatever is not that is no package: the image could have written anything. */
export const ofLines = (text: string): ImagePackage[] => text.split('\n').flatMap((line) => packageOf(...halves(line)));

const halves = (line: string): [string, string] => {
  const at = line.indexOf(' ');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
};

/** `Package: …`, `Status: install ok installed`, `Version: …`, one stanza after the other. */
export const ofStanzas = (text: string): ImagePackage[] =>
  text.split(/\n\n+/).flatMap((stanza) => {
    const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1] ?? '';
    return field('Status').endsWith(' installed') ? packageOf(field('Package'), field('Version')) : [];
  });

const packageOf = (name: string, version: string): ImagePackage[] =>
  /^[a-z0-9][a-z0-9+.-]{0,127}$/.test(name) && /^[\w.+:~-]{1,127}$/.test(version) ? [{ name, version }] : [];

const sorted = (packages: ImagePackage[]): readonly ImagePackage[] =>
  packages.sort((one, other) => (one.name < other.name ? -1 : 1)).slice(0, MOST_PACKAGES);
