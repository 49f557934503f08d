/** What a sandbox comes to, in words: one sentence, and every path behind it. Window and terminal say it alike. Pure. */
import type { CommandPlan } from '../model/index.ts';
import { counted } from './quantities.ts';
import { shortenHome } from './short-forms.ts';

type Fenced = Pick<CommandPlan, 'sandbox' | 'confinement' | 'runAs'>;

/** @param home shortens paths; without it they are said in full */
export function sandboxWords({ sandbox, confinement, runAs }: Fenced, home?: string): string {
  switch (sandbox) {
    case 'off':
      return runAs === undefined ? 'none: runs as you, with all your files' : 'none: can do all that its user can';
    case 'workspace':
      return `workspace: can change ${changeWords(confinement, home)}`;
    case 'strict':
      return 'strict: can change nothing of yours';
    default:
      return sandbox satisfies never;
  }
}

function changeWords(confinement: Fenced['confinement'], home: string | undefined): string {
  if (confinement === null) return 'only its folder';
  const [first, ...others] = confinement.writable;
  if (first === undefined) return 'nothing: no folder here may be written';
  if (others.length > 0) return `${counted(others.length + 1, 'place', 'places')}, nothing else`;
  return `${home === undefined ? first : shortenHome(first, home)}, nothing else`;
}

export interface ConfinementPart {
  readonly term: string;
  readonly paths: readonly string[];
}

/** Everything that the sandbox shows, closes and keeps, in the order in which it matters. What is empty is left out. */
export function confinementParts({ confinement }: Fenced): readonly ConfinementPart[] {
  if (confinement === null) return [];
  const { writable, readOnly, hidden, fixed, barred, leftOut, system } = confinement;
  const parts: readonly ConfinementPart[] = [
    { term: 'can change', paths: writable },
    { term: 'can read', paths: readOnly },
    { term: 'closed', paths: hidden },
    { term: 'cannot change', paths: fixed },
    { term: 'cannot make', paths: barred },
    { term: 'not shown, too large to look through', paths: leftOut },
    { term: 'system, read-only', paths: system },
  ];
  return parts.filter(({ paths }) => paths.length > 0);
}

/** Whose rights it has, where that is worth saying. */
export function confinementUser({ confinement, runAs }: Fenced): string | null {
  if (runAs !== undefined) {
    const writing = runAs.mayWrite ? '' : ', who may not write in its folder';
    return `as the user ${runAs.name} (${runAs.uid}:${runAs.gid}), of no other groups${writing}`;
  }
  const user = confinement?.user ?? null;
  if (user === null) return null;
  return user.uid === 0 ? 'with root’s files and none of root’s powers' : `as user ${user.uid}`;
}
