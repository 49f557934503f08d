/** The environment that every command starts from: built from nothing, so that no secret of the host's own can leak into a child. */
import { homedir, userInfo } from 'node:os';
import type { RunAs } from '#shared/model/index.ts';

/** @param runAs absent: as Countersign itself */
export function baseEnvironment(runAs?: RunAs): Readonly<Record<string, string>> {
  const username = runAs?.name ?? userInfo().username;
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: runAs?.home ?? homedir(),
    USER: username,
    LOGNAME: username,
    LANG: 'C.UTF-8',
  };
}
