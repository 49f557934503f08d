/**
 * Says what a sandboxed program can see and change: the system, what the policy lets be read, the workspace as far as the policy lets it be
 * written; closed wherever the policy blocks something. Reads the world and changes nothing. The same world gives the same answer.
 */
import { accessSync, constants, lstatSync, statSync } from 'node:fs';
import { type Confinement, Refused } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/index.ts';
import { rootsOf } from './glob-roots.ts';
import { guardsOf } from './guards.ts';
import { interestsOf } from './interests.ts';
import { type Look, lookThrough } from './look-through.ts';
import { createTreeIndex, type TreeIndex } from './tree-index.ts';
import { isWithin, outermost, unique } from './within.ts';

export type Scopes = Pick<CompiledPolicy, 'scopeOf' | 'pathGlobs'>;

export interface ConfineWish {
  readonly sandbox: 'strict' | 'workspace';
  /** Canonical: the folder that may be changed, as far as the policy lets it. */
  readonly workspace: string;
  readonly cwd: string;
  readonly executable: string;
  /** Canonical paths that the arguments name. */
  readonly named: readonly string[];
  readonly scopes: Scopes;
  /** Whose rights it has, where that is another than Countersign itself. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

/** What is true of the machine, whatever is asked. */
export interface Surroundings {
  readonly by: Confinement['by'];
  readonly home: string;
  readonly user: Confinement['user'];
  /** Folders of the system that every program needs. */
  readonly system: readonly string[];
  /** What in them no program is to see. */
  readonly closed: readonly string[];
  /** Never opened, whatever the policy lets be read: doors to other programs and to the kernel. */
  readonly never: readonly string[];
  /** Whether what is at a path stands in for something that must not be made there, and does not count as existing. */
  isStandIn(path: string): boolean;
}

/** @throws Refused BAD_INPUT when the folder is too large to be looked through, or too much in it would have to be closed */
export type Confine = (wish: ConfineWish) => Promise<Confinement>;

/** A workspace has to be looked through whatever it takes; what can merely be read, only as far as that costs next to nothing. */
const MOST_WORKSPACE_FOLDERS = 100_000;
const MOST_OTHER_FOLDERS = 4_000;
/** Each closed path is a mount of its own. */
const MOST_CLOSED = 400;

export function createConfine(around: Surroundings): Confine {
  let index: { readonly globs: CompiledPolicy['pathGlobs']; readonly trees: TreeIndex } | undefined;
  return async (wish) => {
    const { pathGlobs } = wish.scopes;
    if (index?.globs !== pathGlobs) {
      index = { globs: pathGlobs, trees: createTreeIndex(interestsOf(pathGlobs.blocked)) };
    }
    return new View(wish, around, index.trees).complete();
  };
}

class View {
  readonly #wish: ConfineWish;
  readonly #around: Surroundings;
  readonly #trees: TreeIndex;
  readonly #looks: Look[] = [];
  readonly #shown: string[] = [];
  readonly #leftOut: string[] = [];
  #foldersLeft = MOST_OTHER_FOLDERS;

  constructor(wish: ConfineWish, around: Surroundings, trees: TreeIndex) {
    this.#wish = wish;
    this.#around = around;
    this.#trees = trees;
  }

  async complete(): Promise<Confinement> {
    const { workspace, named, scopes } = this.#wish;
    const inOwn = outermost([workspace, ...this.#writableRoots()]).filter((path) => this.#mayOpen(path));
    for (const root of inOwn) await this.#show(root, MOST_WORKSPACE_FOLDERS);
    const { roots, unopened } = rootsOf(scopes.pathGlobs.read);
    for (const root of outermost(roots.map(({ path }) => path))) await this.#showIfSmall(root);
    for (const path of named) await this.#showIfSmall(path);
    this.#leftOut.push(...unopened);
    return this.#composed();
  }

  /**
   * The parts of the workspace that the policy lets be written. The home folder itself is none: most of what other programs act on would lie in it, and
   * what does not exist yet has too many ways of coming into being.
   */
  #writableRoots(): readonly string[] {
    const { sandbox, workspace, scopes } = this.#wish;
    if (sandbox !== 'workspace') return [];
    const { roots } = rootsOf(scopes.pathGlobs.write);
    const inside = roots.flatMap(({ path }) =>
      isWithin(workspace, [path]) ? [workspace] : isWithin(path, [workspace]) ? [path] : [],
    );
    return outermost(inside)
      .filter((path) => !isWithin(this.#around.home, [path]))
      .filter((path) => scopes.scopeOf(path).write && this.#mayOpen(path));
  }

  /** What lies in one of the places that are never opened is not, and neither is what holds one. */
  #mayOpen(path: string): boolean {
    const { never } = this.#around;
    const isDoor = isWithin(path, never) || never.some((door) => isWithin(door, [path]));
    return this.#wish.scopes.scopeOf(path).read && !isDoor && exists(path);
  }

  async #showIfSmall(path: string): Promise<void> {
    if (isWithin(path, [...this.#around.system, ...this.#shown]) || !this.#wish.scopes.scopeOf(path).read) return;
    if (!exists(path)) return;
    if (this.#mayOpen(path) && (await this.#show(path, this.#foldersLeft))) return;
    this.#leftOut.push(path);
  }

  /** @returns false when it is larger than may be looked through */
  async #show(path: string, mostFolders: number): Promise<boolean> {
    const isBlocked = (each: string): boolean => this.#wish.scopes.scopeOf(each).blocked;
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      const except = this.#shown.filter((each) => isWithin(each, [path]));
      const look = await lookThrough(path, { trees: this.#trees, mostFolders, isBlocked, except });
      if (mostFolders !== MOST_WORKSPACE_FOLDERS) this.#foldersLeft -= look.folders;
      else if (look.cut) throw tooLarge(path);
      if (look.cut) return false;
      this.#looks.push(look);
    }
    this.#shown.push(path);
    return true;
  }

  #composed(): Confinement {
    const { workspace, cwd, executable } = this.#wish;
    const { by, user, system, closed, home } = this.#around;
    const shown = outermost(this.#shown);
    const writable = this.#writableRoots();
    const own = isWithin(executable, [...system, ...shown]) ? [] : [executable];
    const hidden = outermost(this.#looks.flatMap((look) => look.closed)).filter((path) => isWithin(path, shown));
    if (hidden.length > MOST_CLOSED) throw tooManyClosed(workspace, hidden.length);
    const guards = guardsOf({
      projects: [workspace, cwd].filter((folder) => isWithin(folder, writable)),
      sights: this.#looks.flatMap((look) => look.sights),
      home,
      isWritable: (path) => isWithin(path, writable) && !writable.includes(path) && !isWithin(path, hidden),
      exists: (path) => exists(path) && !this.#around.isStandIn(path),
      canMakeIn,
    });
    return {
      by,
      workspace,
      system: unique([...system, ...own]),
      readOnly: shown.filter((path) => !writable.includes(path)),
      writable,
      hidden: unique([...closed, ...hidden]),
      ...guards,
      leftOut: unique(this.#leftOut),
      user: this.#wish.user ?? user,
    };
  }
}

function canMakeIn(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

const tooLarge = (path: string): Refused =>
  new Refused('BAD_INPUT', {
    message: `The folder ${path} has more than ${MOST_WORKSPACE_FOLDERS} folders below it, too many to look through for what the policy blocks.`,
    hint: 'Work in a folder further down.',
  });

const tooManyClosed = (path: string, count: number): Refused =>
  new Refused('BAD_INPUT', {
    message: `Around ${path} there are ${count} files and folders that the policy blocks, and a sandbox can close at most ${MOST_CLOSED}.`,
    hint: 'Work in a folder further down, or ask the person to block less.',
  });
