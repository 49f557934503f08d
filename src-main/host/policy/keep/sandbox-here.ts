/**
 * What a policy that is made for this machine has to know of its sandbox. Where there is none, the usual fence would only be refused: then
 * each command says `sandbox: off`, in the open, with why and how to change it.
 */
import { DEFAULT_SANDBOX } from '#shared/policy/index.ts';

/** As the probe found it. */
export interface SandboxHere {
  /** `null` where there is none. */
  readonly name: string | null;
  readonly found: string;
  /** The exact thing to do; `null` where nothing is to be done. */
  readonly fix: string | null;
}

export const saysOff = (sandbox: SandboxHere | undefined): boolean =>
  DEFAULT_SANDBOX !== 'off' && sandbox !== undefined && sandbox.name === null;

/** Lines of a comment, without their marks. */
export function whyOff({ found, fix }: SandboxHere): readonly string[] {
  const plain = (text: string): string => text.replace(/\s+/gu, ' ').trim();
  return [
    `This machine has no sandbox: ${plain(found)}`,
    'So the commands below say “sandbox: off”: what is allowed or approved runs with all your rights.',
    `To change that: ${fix === null ? 'there is nothing to do on this system yet.' : plain(fix)}`,
    ...(fix === null ? [] : ['Then remove the lines that say “sandbox: off”, but where a reason stands beside them.']),
  ];
}
