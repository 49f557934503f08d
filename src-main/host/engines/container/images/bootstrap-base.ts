/**
 * Makes a base image out of Debian's packages, where none can be pulled: debootstrap into a folder of the host's own, packed and handed to
 * the engine. Everything that is started carries the owner's label, and the folder lies where the next start looks, should the host be killed.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type Docker from 'dockerode';
import { execa } from 'execa';
import { LABEL_VARIABLE } from '../../process/run-label.ts';
import { aptSources } from './apt-sources.ts';
import { importArchive } from './import-archive.ts';

export interface BaseTerms {
  readonly docker: Docker;
  /** A private folder of the host's own. */
  readonly workFolder: string;
  /** What processes of this host are found by. */
  readonly label: string;
  readonly say: (words: string) => void;
  readonly signal: AbortSignal;
}

export const RELEASE = 'bookworm';
export const OWN_BASE = 'countersign/base:latest';

/** @returns a sentence why it cannot be done here; `null` when it can be tried */
export async function whyNoBootstrap(): Promise<string | null> {
  if (process.platform !== 'linux') return 'a base is made with debootstrap, which is a program for Linux';
  if (process.getuid?.() !== 0) return 'making one with debootstrap takes root';
  const { failed } = await execa('debootstrap', ['--version'], { reject: false, timeout: 10_000 });
  return failed ? 'debootstrap is not installed: apt-get install debootstrap' : null;
}

/** @returns the name of the image. @throws Error with what went wrong; nothing is left */
export async function bootstrapBase(terms: BaseTerms): Promise<string> {
  await mkdir(terms.workFolder, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(terms.workFolder, 'base-'));
  try {
    const root = join(folder, 'root');
    await debootstrap(root, terms);
    terms.say('handing the base to the engine');
    const exclude = ['./var/cache/apt/archives/*.deb', './var/lib/apt/lists/*', './dev/*', './proc/*', './sys/*'];
    const tar = started('tar', ['-C', root, ...exclude.map((path) => `--exclude=${path}`), '-c', '.'], terms);
    await Promise.all([importArchive(terms.docker, tar.stdout, OWN_BASE, terms.signal), tar]);
    return OWN_BASE;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function debootstrap(root: string, terms: BaseTerms): Promise<void> {
  const sources = await aptSources(RELEASE);
  const mirror = sources[0]?.uri;
  const args = [
    '--variant=minbase',
    '--include=python3-minimal',
    RELEASE,
    root,
    ...(mirror === undefined ? [] : [mirror]),
  ];
  terms.say('making a base with debootstrap');
  const child = started('debootstrap', args, terms);
  const last: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    if (last.push(line) > 5) last.shift();
    const words = /^I: (.+)$/.exec(line)?.[1];
    if (words !== undefined) terms.say(`debootstrap: ${words.slice(0, 100)}`);
  }
  await child.catch((cause: unknown) => {
    throw new Error(`debootstrap did not succeed: ${last.join(' · ').slice(-400) || 'it said nothing'}`, { cause });
  });
  if (sources.length === 0) return;
  const lines = sources.map(({ uri, suite, components }) => `deb ${uri} ${suite} ${components}\n`);
  await writeFile(join(root, 'etc/apt/sources.list'), lines.join(''));
}

/** With an environment of its own: what the person has set must not reach into an image. */
const started = (program: string, args: readonly string[], { label, signal }: BaseTerms) =>
  execa(program, args, {
    ...{ env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', [LABEL_VARIABLE]: label, ...proxies() } },
    ...{ extendEnv: false, stdin: 'ignore', stdout: 'pipe', stderr: 'ignore', buffer: false, encoding: 'buffer' },
    ...{ cancelSignal: signal, preferLocal: false, shell: false, verbose: 'none' },
  });

/** Where this machine reaches the outside only through one. */
export function proxies(): Readonly<Record<string, string>> {
  const names = ['http_proxy', 'https_proxy', 'no_proxy'];
  const found = [...names, ...names.map((name) => name.toUpperCase())].map(
    (name) => [name, process.env[name]] as const,
  );
  return Object.fromEntries(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
