/** Where this machine gets Debian from, so that an image made here gets it from there too. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface AptSource {
  readonly uri: string;
  readonly suite: string;
  readonly components: string;
}

/** @returns the sources for that release of Debian, its own archive first; empty on another system */
export async function aptSources(release: string, folder = '/etc/apt'): Promise<readonly AptSource[]> {
  const inFolder = await readdir(join(folder, 'sources.list.d')).catch(() => []);
  const paths = [join(folder, 'sources.list'), ...inFolder.sort().map((name) => join(folder, 'sources.list.d', name))];
  const texts = await Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(path, 'utf8').catch(() => '') })),
  );
  const all = texts.flatMap(({ path, text }) => (path.endsWith('.sources') ? ofStanzas(text) : ofLines(text)));
  const isDebian = ({ uri, suite, components }: AptSource): boolean =>
    /^https?:\/\/\S+$/.test(uri) &&
    (suite === release || suite.startsWith(`${release}-`)) &&
    /^main\b/.test(components);
  const ours = all.filter(isDebian);
  return [...ours.filter(({ suite }) => suite === release), ...ours.filter(({ suite }) => suite !== release)];
}

/** `deb [options] URI SUITE COMPONENT…` */
const ofLines = (text: string): AptSource[] =>
  text.split('\n').flatMap((line) => {
    const [, uri = '', suite = '', components = ''] =
      /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.+)$/.exec(line.trim()) ?? [];
    return uri === '' ? [] : [{ uri, suite, components }];
  });

/** `Types: deb`, `URIs: …`, `Suites: …`, `Components: …`, one stanza after the other. */
const ofStanzas = (text: string): AptSource[] =>
  text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string): string[] =>
      (new RegExp(`^${name}:\\s*(.*)$`, 'mi').exec(stanza)?.[1] ?? '').split(/\s+/).filter((word) => word !== '');
    if (!field('Types').includes('deb') || field('Enabled').includes('no')) return [];
    const components = field('Components').join(' ');
    return field('URIs').flatMap((uri) => field('Suites').map((suite) => ({ uri, suite, components })));
  });
