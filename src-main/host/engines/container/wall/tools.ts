/** The programs of this machine that the second wall takes: where they are, and how they are run in a network that is held open. */
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { execa, type Options } from 'execa';
import { FAMILIES } from './rules.ts';

/** The system's own: what is first in somebody's `PATH` is nothing to go by. */
export const TOOL_FOLDERS: readonly string[] = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];
const NAMES = ['nsenter', 'unshare', ...FAMILIES.flatMap(({ restore, save }) => [restore, save])] as const;
export type Tool = (typeof NAMES)[number];

/** A kernel that has many rules to look after, on a machine that is busy. */
export const TOOL_MS = 30_000;
const KEPT_WORDS = 300;

export const TOOL_OPTIONS = {
  ...{ env: { PATH: TOOL_FOLDERS.join(':'), LC_ALL: 'C' }, extendEnv: false, cwd: '/', forceKillAfterDelay: 500 },
  ...{ shell: false, preferLocal: false, windowsHide: true, verbose: 'none', timeout: TOOL_MS, reject: false },
} as const satisfies Options;

export interface Tools {
  /** @throws Error that names all that are missing */
  pathTo(name: Tool): Promise<string>;
  missing(): Promise<readonly Tool[]>;
  /** @returns what it prints. @throws Error with its last words */
  runIn(network: { readonly fd: number }, name: Tool, args: readonly string[], input?: string): Promise<string>;
}

export function toolsIn(folders: readonly string[]): Tools {
  const find = async (name: Tool): Promise<string | null> => {
    for (const folder of folders) {
      const path = join(folder, name);
      if (
        await access(path, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return path;
    }
    return null;
  };
  const pathTo = async (name: Tool): Promise<string> => {
    const path = await find(name);
    if (path === null) throw new Error(`there is no ${name} in ${folders.join(', ')}`);
    return path;
  };
  return {
    pathTo,
    async missing() {
      const paths = await Promise.all(NAMES.map(find));
      return NAMES.filter((_, at) => paths[at] === null);
    },
    async runIn({ fd }, name, args, input = '') {
      const [nsenter, program] = await Promise.all([pathTo('nsenter'), pathTo(name)]);
      // As this process holds it, whatever became of the one that it was found by.
      const words = [`--net=/proc/${process.pid}/fd/${fd}`, '--', program, ...args];
      const ended = await execa(nsenter, words, { ...TOOL_OPTIONS, input });
      if (ended.failed) throw new Error(`${name} ${endOf(ended)}`);
      return ended.stdout;
    },
  };
}

export interface ToolEnd {
  readonly timedOut: boolean;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly stderr: string;
}

/** `ended with 4: Permission denied (you must be root)` */
export function endOf({ timedOut, exitCode, signal, stderr }: ToolEnd): string {
  if (timedOut) return `did not end within ${TOOL_MS / 1_000} seconds`;
  const said = stderr
    .replaceAll(/\p{C}+/gu, ' ')
    .trim()
    .slice(-KEPT_WORDS)
    .replace(/\.$/, '');
  return `ended with ${exitCode ?? signal ?? 'an error'}${said === '' ? '' : `: ${said}`}`;
}
