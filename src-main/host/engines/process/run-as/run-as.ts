/**
 * Who a program runs as where the policy says that it is not Countersign itself. What this machine cannot do, or what that user could not even
 * begin, is refused in words before anything starts.
 */
import { existsSync } from 'node:fs';
import { type CommandPlan, Refused, type RunAs } from '#shared/model/index.ts';
import { SETPRIV } from './drop-to.ts';
import { findUser, type MachineUser } from './find-user.ts';
import { closedOnTheWay, mayUser } from './may-user.ts';

/** @returns why no program can run as another user here; `null` where it can */
export function whyNotAsOthers(): string | null {
  if (process.platform !== 'linux') return 'this system has no way to it in this version.';
  if (process.getuid?.() !== 0)
    return 'only root can run programs as somebody else, and Countersign does not run as root.';
  return existsSync(SETPRIV) ? null : `there is no ${SETPRIV} (package util-linux).`;
}

type Usable = { readonly user: MachineUser; readonly why: null } | { readonly user: null; readonly why: string };

/** @param cannot why no program can run as another user here; `null` where it can. @returns the user, or why none can be run as it */
export async function userFor(name: string, cannot: string | null): Promise<Usable> {
  if (cannot !== null) return { user: null, why: cannot };
  const user = await findUser(name);
  if (user === null) return { user, why: 'this machine has no user of that name.' };
  if (user.uid === 0) return { user: null, why: 'that user is root, and dropping to it takes nothing away.' };
  return { user, why: null };
}

type What = Pick<CommandPlan, 'command' | 'cwd' | 'executable' | 'sandbox'>;

/** @throws Refused SANDBOX_MISSING when this machine cannot; BAD_INPUT when the user may not enter the folder; EXECUTABLE_UNUSABLE */
export async function runAsFor(name: string, what: What, cannot: string | null): Promise<RunAs> {
  const { user, why } = await userFor(name, cannot);
  if (why !== null) throw missing(what, name, why);
  await refuseClosed(user, what);
  return { ...user, mayWrite: await mayUser(user, 'write', what.cwd.path) };
}

/** @returns what changed since the plan was made, in words */
export async function driftOfRunAs({ runAs }: Pick<CommandPlan, 'runAs'>): Promise<readonly string[]> {
  if (runAs === undefined) return [];
  const now = await findUser(runAs.name);
  if (now === null) return [`the user ${runAs.name} is gone`];
  const same = now.uid === runAs.uid && now.gid === runAs.gid && now.home === runAs.home;
  return same ? [] : [`the user ${runAs.name} is another one now (${now.uid}, and was ${runAs.uid})`];
}

/** In a sandbox the way to the folder is built anew; the folder itself is what it is. */
async function refuseClosed(user: MachineUser, { cwd, executable, sandbox }: What): Promise<void> {
  const closed = sandbox === 'off' ? await closedOnTheWay(user, cwd.path) : null;
  const shut = closed ?? ((await mayUser(user, 'enter', cwd.path)) ? null : cwd.path);
  if (shut !== null) {
    throw new Refused('BAD_INPUT', {
      message: `The policy has this command run as ${words(user)}, who may not enter ${shut}.`,
      hint: `Ask the person to let that user in (chmod, chgrp or setfacl on ${shut}), or work in a folder of its own.`,
    });
  }
  const program = sandbox === 'off' ? await closedOnTheWay(user, executable.path) : null;
  if (program === null && (await mayUser(user, 'enter', executable.path))) return;
  throw new Refused('EXECUTABLE_UNUSABLE', {
    message: `The policy has this command run as ${words(user)}, who may not start ${executable.path}${program === null ? '' : `, because ${program} is closed to that user`}.`,
  });
}

const words = ({ name, uid }: MachineUser): string => `${name} (user ${uid})`;

const missing = ({ command }: What, name: string, why: string): Refused =>
  new Refused('SANDBOX_MISSING', {
    message: `The policy wants ${command} to run as the user ${name}, and this machine cannot do that: ${why}`,
  });
